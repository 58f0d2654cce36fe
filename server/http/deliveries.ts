/** /api/deliveries: what was sent to partners, and sending it again. */
import type { Router } from 'express';
import { ListQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { AppError } from '../errors.ts';
import { param, query } from './input.ts';

export function deliveryRoutes(router: Router, desk: Desk, wake: () => void): void {
  router.get('/api/deliveries', async (req, res) => {
    res.json(await desk.storage.deliveries(query(ListQuery, req)));
  });

  router.post('/api/deliveries/:id/redeliver', async (req, res) => {
    if (!(await desk.storage.redeliver(param(req, 'id'), desk.now()))) {
      throw new AppError('not-found', `There is no delivery ${param(req, 'id')}.`);
    }
    wake();
    res.status(202).json({});
  });
}
