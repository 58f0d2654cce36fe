/** /health: the process lives, and how its decisions fare beside json-rules-engine. /ready: its store and its queue answer, so that traffic may come. */
import type { Router } from 'express';
import type { DecisionCounts } from '../pipeline/second-opinion.ts';
import type { Queue } from '../queue/queue.ts';
import type { Storage } from '../storage/storage.ts';

/** Whoever asks gives up soon; no answer in this time is a "no". */
const ANSWER_MS = 2000;

export function healthRoutes(
  router: Router,
  storage: Storage,
  queue: Queue,
  decisions: () => DecisionCounts,
): void {
  router.get('/health', (_req, res) => {
    res.json({ status: 'ok', decisions: decisions() });
  });

  router.get('/ready', async (_req, res) => {
    const [storageReady, queueReady] = await Promise.all([
      inTime(storage.revision().then(() => true)),
      inTime(queue.healthy()),
    ]);
    const ready = storageReady && queueReady;
    res
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', storage: storageReady, queue: queueReady });
  });
}

async function inTime(answer: Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ANSWER_MS);
  const result = await Promise.race([answer.catch(() => false), late]);
  clearTimeout(timer);
  return result;
}
