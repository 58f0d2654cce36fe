/** /api/customers: who is known, what they have, and which partners' ids mean one customer. */
import type { Router } from 'express';
import { CustomerLink, ListQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { AppError } from '../errors.ts';
import { body, param, query } from './input.ts';

export function customerRoutes(router: Router, desk: Desk): void {
  router.get('/api/customers', async (req, res) => {
    res.json(await desk.storage.customers(query(ListQuery, req)));
  });

  router.post('/api/customers/link', async (req, res) => {
    res.json(await desk.storage.linkIdentity(body(CustomerLink, req), desk.now()));
  });

  router.get('/api/customers/:id', async (req, res) => {
    const customer = await desk.storage.customer(param(req, 'id'));
    if (customer === null) {
      throw new AppError('not-found', `There is no customer ${param(req, 'id')}.`);
    }
    res.json(customer);
  });
}
