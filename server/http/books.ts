/** The books: transfers, accounts, and the check that recomputes all of them. */
import type { Router } from 'express';
import { ListQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { query } from './input.ts';

export function bookRoutes(router: Router, desk: Desk): void {
  router.get('/api/transfers', async (req, res) => {
    res.json(await desk.storage.transfers(query(ListQuery, req)));
  });

  router.get('/api/accounts', async (req, res) => {
    res.json(await desk.storage.accounts(query(ListQuery, req)));
  });

  router.post('/api/verify', async (_req, res) => {
    res.json(await desk.storage.verify());
  });
}
