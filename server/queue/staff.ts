/**
 * The workers of this process over Redis, one a shard, and the watch over them.
 * W1. A process that dies keeps its shards for at most the time of their locks and one look more. The times are short because nothing
 *     depends on them: a lock that is lost by a process that was only slow lets another begin, and the store lets one of the two commit.
 * W2. A lock is renewed at half its time, so the event loop may stand still for the other half: far longer than one batch.
 */
import { Worker } from 'bullmq';
import type { Queue as BullQueue } from 'bullmq';
import type { Report } from '../errors.ts';
import { gather } from './gather.ts';
import type { Handler } from './queue.ts';
import { connectRedis, within } from './redis.ts';

const LOCK_MS = 3_000;
const STALLED_EVERY_MS = 1_000;
/** A job that outlives so many processes is given up; the sweep rings again. */
const STALLED_MAX = 100;
const WATCH_EVERY_MS = 5_000;
const CLOSE_MS = 10_000;
/** While one call waits for its commit, another computes. */
const CALLS_MAX = 2;

export type Staff = { close(): Promise<void> };

export function employ(options: {
  readonly url: string;
  readonly report: Report;
  readonly prefix: string;
  readonly queues: readonly BullQueue<null>[];
  readonly handler: Handler;
  readonly watchEveryMs?: number;
  readonly closeMs?: number;
}): Staff {
  const { url, report, prefix, queues } = options;
  const redis = connectRedis(url, 'work', report);
  const call = gather(options.handler, CALLS_MAX);
  const hire = (shard: number) => {
    const worker = new Worker<null>(`shard-${shard}`, () => call(shard), {
      connection: redis,
      prefix,
      concurrency: 1,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_EVERY_MS,
      maxStalledCount: STALLED_MAX,
    });
    worker.on('error', (error) => report(`The worker of shard ${shard} failed`, error));
    worker.on('failed', (_job, error) => report('Events could not be evaluated', error));
    return worker;
  };
  const workers = queues.map((_, shard) => hire(shard));
  const idle = queues.map(() => 0);

  /** Jobs wait and nobody in any process works: seen twice in a row, the worker of this process has lost its line. */
  async function watch(shard: number, queue: BullQueue<null>): Promise<void> {
    await queue.setGlobalConcurrency(1);
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
    idle[shard] = waiting > 0 && active === 0 ? (idle[shard] ?? 0) + 1 : 0;
    if (idle[shard] < 2) return;
    idle[shard] = 0;
    report(`The worker of shard ${shard} does not take its jobs and is made anew`, null);
    const old = workers[shard];
    workers[shard] = hire(shard);
    await old?.close(true);
  }

  const watchEveryMs = options.watchEveryMs ?? WATCH_EVERY_MS;
  const watchAll = () => {
    within(watchEveryMs, Promise.all(queues.map((queue, shard) => watch(shard, queue)))).catch(
      (error: unknown) => report('The workers could not be watched', error),
    );
  };
  watchAll();
  const timer = setInterval(watchAll, watchEveryMs);

  return {
    close: async () => {
      clearInterval(timer);
      const closed = Promise.all(workers.map((worker) => worker.close()));
      await within(options.closeMs ?? CLOSE_MS, closed).catch((error: unknown) =>
        report('The workers could not finish in time', error),
      );
      redis.disconnect();
    },
  };
}
