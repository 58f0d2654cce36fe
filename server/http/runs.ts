/** /api/runs: what each event did in each workflow, and why. */
import type { Router } from 'express';
import { ListQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { AppError } from '../errors.ts';
import { param, query } from './input.ts';

export function runRoutes(router: Router, desk: Desk): void {
  router.get('/api/runs', async (req, res) => {
    res.json(await desk.storage.runs(query(ListQuery, req)));
  });

  router.get('/api/runs/:id', async (req, res) => {
    const run = await desk.storage.run(param(req, 'id'));
    if (run === null) throw new AppError('not-found', `There is no run ${param(req, 'id')}.`);
    res.json(run);
  });
}
