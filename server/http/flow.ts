/** /api/workflows/:id/flow: how many runs took each way through the drawing. */
import type { Router } from 'express';
import { FlowQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { createCountFlow } from '../desk/flow.ts';
import { param, query } from './input.ts';

export function flowRoutes(router: Router, desk: Desk): void {
  const countFlow = createCountFlow(desk.storage, desk.now);
  router.get('/api/workflows/:id/flow', async (req, res) => {
    res.json(await countFlow(param(req, 'id'), query(FlowQuery, req)));
  });
}
