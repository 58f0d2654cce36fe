/**
 * A process of its own that accepts events into a store, and evaluates what waits there unless it is told only to accept, beside others
 * that do the same.
 */
import { AppError } from '@recipro/server/errors.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { openAt } from './open-at.ts';
import { ALL_SHARDS, arrived, asking, evaluating, post } from './story.ts';

const [where = '', name = '', count = '0', work = 'accept and evaluate'] = process.argv.slice(2);
const GROUP = 10;

const storage = await openAt(where);
const evaluates = work !== 'accept';
const evaluateEvent = evaluating(asking((run) => [post(run)]));

/** Another process may hold the lock for longer than we wait; then we try again, as the server does. */
async function patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'storage-busy') throw error;
    }
  }
}

async function evaluateSome(store: Storage): Promise<boolean> {
  const revision = await store.revision();
  const evaluated = await store.evaluate({
    shards: ALL_SHARDS,
    limit: GROUP,
    revision,
    evaluateEvent,
  });
  return evaluated.outcome === 'evaluated' && evaluated.more;
}

for (let from = 0; from < Number(count); from += GROUP) {
  const events = Array.from({ length: GROUP }, (_, i) =>
    arrived({ id: `${name}-${from + i}`, subject: `rider-${(from + i) % 7}` }),
  );
  // Both processes also send the same events, which must be kept once.
  const same = arrived({ id: `same-${from}` });
  await patiently(() => storage.accept([events, [same]], Date.now()));
  if (evaluates) await patiently(() => evaluateSome(storage));
}
if (evaluates) while (await patiently(() => evaluateSome(storage)));
await storage.close();
