/**
 * /health: the process lives, and how its decisions fare beside json-rules-engine. /ready: its store and its queue answer, so that traffic
 * may come. A worker has no other door than these two; there they also say what works here and how much waits.
 */
import type { RequestListener } from 'node:http';
import type { Router } from 'express';
import { AppError, problemOf } from '../errors.ts';
import type { DecisionCounts } from '../pipeline/second-opinion.ts';
import type { Queue } from '../queue/queue.ts';
import type { Storage } from '../storage/storage.ts';

/** Whoever asks gives up soon; no answer in this time is a "no". */
const ANSWER_MS = 2000;

type Deps = {
  readonly storage: Pick<Storage, 'revision' | 'backlog'>;
  readonly queue: Pick<Queue, 'healthy'>;
  readonly decisions: () => DecisionCounts;
};

export function healthRoutes(router: Router, deps: Deps): void {
  router.get('/health', (_req, res) => {
    res.json(health(deps));
  });
  router.get('/ready', async (_req, res) => {
    const { ready, ...facts } = await readiness(deps);
    res.status(ready ? 200 : 503).json(facts);
  });
}

/** The door of a worker. Plain node:http: there is nobody to sign in and nothing to send. */
export function workerDoor(
  deps: Deps,
  worker: { readonly role: string; readonly version: string },
): RequestListener {
  const answer = async (path: string): Promise<readonly [status: number, body: object]> => {
    if (path === '/health') return [200, { ...health(deps), ...worker }];
    if (path === '/ready') {
      const { ready, ...facts } = await readiness(deps);
      return [ready ? 200 : 503, { ...facts, ...worker, backlog: await backlog(deps) }];
    }
    const problem = problemOf(
      new AppError(
        'not-found',
        `A worker answers /health and /ready; there is nothing at ${path}.`,
      ),
    );
    return [problem.status, problem];
  };
  return (request, response) => {
    void answer(new URL(request.url ?? '/', 'http://worker').pathname).then(([status, body]) => {
      const type = status === 404 ? 'application/problem+json' : 'application/json';
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    });
  };
}

function health({ decisions }: Deps) {
  return { status: 'ok', decisions: decisions() };
}

async function readiness({ storage, queue }: Deps) {
  const [storageReady, queueReady] = await Promise.all([
    inTime(
      storage.revision().then(() => true),
      false,
    ),
    inTime(queue.healthy(), false),
  ]);
  const ready = storageReady && queueReady;
  const status = ready ? 'ready' : 'not ready';
  return { ready, status, storage: storageReady, queue: queueReady };
}

/** Events that wait to be evaluated by any worker; null where the store does not say. */
function backlog({ storage }: Deps): Promise<number | null> {
  const waiting = storage
    .backlog()
    .then((lines) => lines.reduce((sum, line) => sum + line.waiting, 0));
  return inTime<number | null>(waiting, null);
}

async function inTime<Value>(answer: Promise<Value>, otherwise: Value): Promise<Value> {
  const { promise: late, resolve } = Promise.withResolvers<Value>();
  const timer = setTimeout(() => resolve(otherwise), ANSWER_MS);
  const result = await Promise.race([answer.catch(() => otherwise), late]);
  clearTimeout(timer);
  return result;
}
