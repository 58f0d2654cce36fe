/** /api/partners: member companies, their keys and their signing secret. */
import type { Router } from 'express';
import { KeyCreate, PartnerCreate, PartnerUpdate } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { addKey, addPartner, revokeKey, rotateSecret } from '../desk/partners.ts';
import { AppError } from '../errors.ts';
import { body, param } from './input.ts';

export function partnerRoutes(router: Router, desk: Desk, wakeDeliveries: () => void): void {
  router.get('/api/partners', async (_req, res) => {
    res.json({ items: await desk.storage.partners() });
  });

  router.post('/api/partners', async (req, res) => {
    const created = await addPartner(desk, body(PartnerCreate, req));
    res.status(201).location(`/api/partners/${created.partner.id}`).json(created);
  });

  router.get('/api/partners/:id', async (req, res) => {
    const partner = await desk.storage.partner(param(req, 'id'));
    if (partner === null) {
      throw new AppError('partner-unknown', `There is no partner ${param(req, 'id')}.`);
    }
    res.json(partner);
  });

  router.patch('/api/partners/:id', async (req, res) => {
    const { name, currencies, endpointUrl } = body(PartnerUpdate, req);
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(currencies === undefined ? {} : { currencies }),
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
    };
    const partner = await desk.storage.updatePartner(param(req, 'id'), change);
    // What waited for this address can go now.
    if (endpointUrl !== undefined) wakeDeliveries();
    res.json(partner);
  });

  router.post('/api/partners/:id/keys', async (req, res) => {
    const { label } = body(KeyCreate, req);
    res.status(201).json(await addKey(desk, param(req, 'id'), label));
  });

  router.delete('/api/partners/:id/keys/:keyId', async (req, res) => {
    await revokeKey(desk, param(req, 'id'), param(req, 'keyId'));
    res.status(204).end();
  });

  router.post('/api/partners/:id/secret', async (req, res) => {
    res.status(201).json(await rotateSecret(desk, param(req, 'id')));
  });
}
