/** /api/quarantine: events that could not be evaluated, and trying one again. */
import type { Router } from 'express';
import { ListQuery } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { AppError } from '../errors.ts';
import type { Queue } from '../queue/queue.ts';
import { param, query } from './input.ts';

export function quarantineRoutes(router: Router, desk: Desk, queue: Queue): void {
  router.get('/api/quarantine', async (req, res) => {
    res.json(await desk.storage.quarantined(query(ListQuery, req)));
  });

  router.post('/api/quarantine/:eventId/retry', async (req, res) => {
    const waiting = await desk.storage.retryQuarantined(param(req, 'eventId'));
    if (waiting === null) {
      throw new AppError('not-found', `Event ${param(req, 'eventId')} is not in quarantine.`);
    }
    // The row is the job: if the queue cannot be rung now, the sweep rings it.
    await queue.ring([waiting.shard]).catch(() => {});
    res.status(202).json({});
  });
}
