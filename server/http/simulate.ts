/** POST /api/simulate: a dry run of a document over one case. Nothing is stored or sent. */
import type { Router } from 'express';
import { SimulateRequest } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { dryRun } from '../desk/workflows.ts';
import { body } from './input.ts';

export function simulateRoutes(router: Router, desk: Desk): void {
  router.post('/api/simulate', async (req, res) => {
    res.json(await dryRun(desk, body(SimulateRequest, req)));
  });
}
