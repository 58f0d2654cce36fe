/** GET /api/why: why something did or did not happen for one customer in one workflow. */
import type { Router } from 'express';
import { WhyQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { explain } from '../desk/why.ts';
import { query } from './input.ts';

export function whyRoutes(router: Router, desk: Desk): void {
  router.get('/api/why', async (req, res) => {
    res.json(await explain(desk, query(WhyQuery, req)));
  });
}
