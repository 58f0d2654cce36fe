/** Rides taken and worked through by the real store and the real evaluation, in one process and without a door. */
import { builtInActions } from '@recipro/actions';
import { createEvaluate } from '@recipro/server/pipeline/3-evaluate.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import type { Arrived } from './arrived.ts';

const REQUEST_EVENTS = 100;

/** Gives a function that works the next rides through, so many at once, and tells the points that they brought. */
export function worker(
  storage: Storage,
  next: (count: number) => Arrived,
): (events: number) => Promise<number> {
  const { work } = createEvaluate({
    storage,
    actions: builtInActions,
    report: (what, error) => process.stderr.write(`${what} ${String(error)}\n`),
    // What is left is asked for below.
    enqueue: { ring: () => undefined },
    onOutbox: () => undefined,
  });
  return async (events) => {
    const requests = Array.from({ length: events / REQUEST_EVENTS }, () => next(REQUEST_EVENTS));
    await storage.accept(
      requests.map((each) => each.events),
      Date.now(),
    );
    for (;;) {
      const shards = (await storage.backlog()).map(({ shard }) => shard);
      if (shards.length === 0) break;
      await work([...new Set(shards)]);
    }
    return requests.reduce((sum, { points }) => sum + points, 0);
  };
}
