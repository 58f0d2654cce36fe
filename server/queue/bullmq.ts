/**
 * The queue over many processes: BullMQ on Redis, one queue a shard. A job carries a batch of ids, so Redis is paid for a batch and not for an event.
 * B1. One job of a shard runs at a time, in whatever process: each queue has a global concurrency of 1, set again with each ring,
 *     because a flushed Redis forgets that too.
 * B2. Redis may lose everything: rows in the store are the work. Nothing here is kept after it is done or has failed.
 * B3. Workers that do not come back after Redis was away are seen (jobs wait and none is active) and made anew.
 */
import { Queue as BullQueue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import { z } from 'zod';
import type { Report } from '../errors.ts';
import { AppError } from '../errors.ts';
import { SHARDS } from './queue.ts';
import type { Queue, Ring } from './queue.ts';
import { checkRedis, connectRedis } from './redis.ts';

const PREFIX = 'recipro';
const ATTEMPTS = 5;
const RETRY_DELAY_MS = 200;
/** A process that died keeps its shard for about this long, and then once more until that is noticed. */
const LOCK_MS = 10_000;
const STALLED_EVERY_MS = 5_000;
/** A job that outlives so many processes is given up; the sweep rings again. */
const STALLED_MAX = 100;
const WATCH_EVERY_MS = 5_000;
const RING_MS = 5_000;
const START_MS = 3_000;
const HEALTHY_MS = 1_000;
const CLOSE_MS = 10_000;

const JobData = z.object({ seqs: z.array(z.int()).min(1) });
type JobData = z.infer<typeof JobData>;
type Handler = (rings: readonly Ring[]) => Promise<void>;

export type BullQueueOptions = {
  readonly url: string;
  readonly report: Report;
  /** Put before every key, so that installations can share a Redis. */
  readonly prefix?: string;
  readonly retryDelayMs?: number;
  readonly watchEveryMs?: number;
  readonly closeMs?: number;
};

/** Opens the queue. A Redis that is away is waited for in the background; one that loses work is refused. `redis-wrong`. */
export async function openBullQueue(options: BullQueueOptions): Promise<Queue> {
  const { url, report, prefix = PREFIX, retryDelayMs = RETRY_DELAY_MS } = options;
  const redis = connectRedis(url, 'ring', report);
  try {
    await within(START_MS, checkRedis(redis));
  } catch (error) {
    if (error instanceof AppError && error.code === 'redis-wrong') {
      redis.disconnect();
      throw error;
    }
    report('Redis does not answer yet; events are kept and wait', error);
  }
  const queues = Array.from({ length: SHARDS }, (_, shard) => {
    const queue = new BullQueue<JobData>(nameOf(shard), {
      connection: redis,
      prefix,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: retryDelayMs },
        removeOnComplete: true,
        removeOnFail: true,
      },
      streams: { events: { maxLen: 10 } },
    });
    queue.on('error', (error) => report(`The queue of shard ${shard} failed`, error));
    return queue;
  });

  async function ringOne({ shard, seqs }: Ring): Promise<void> {
    const queue = queues[shard];
    if (queue === undefined) throw new RangeError(`There is no shard ${shard}`);
    await Promise.all([queue.setGlobalConcurrency(1), queue.add('work', { seqs: [...seqs] })]);
  }

  let staff: Staff | null = null;
  return {
    ring: async (rings) => {
      await within(RING_MS, Promise.all(rings.map(ringOne)));
    },
    work: async (handler) => {
      staff ??= employ({ ...options, prefix, queues, handler });
    },
    healthy: () =>
      within(HEALTHY_MS, redis.ping()).then(
        (answer) => answer === 'PONG',
        () => false,
      ),
    close: async () => {
      await staff?.close();
      await within(CLOSE_MS, Promise.all(queues.map((queue) => queue.close()))).catch(
        (error: unknown) => report('The queues could not be closed in time', error),
      );
      redis.disconnect();
    },
  };
}

/** The workers of this process, one a shard, and the watch over them. */
type Staff = { close(): Promise<void> };

function employ(
  options: BullQueueOptions & {
    readonly prefix: string;
    readonly queues: readonly BullQueue<JobData>[];
    readonly handler: Handler;
  },
): Staff {
  const { url, report, prefix, queues, handler } = options;
  const redis = connectRedis(url, 'work', report);
  const hire = (shard: number) => {
    const call = async (job: Job<unknown>) => {
      const { seqs } = JobData.parse(job.data);
      await handler([{ shard, seqs }]);
    };
    const worker = new Worker<unknown>(nameOf(shard), call, {
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
  async function watch(shard: number, queue: BullQueue<JobData>): Promise<void> {
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

  const timer = setInterval(() => {
    within(WATCH_EVERY_MS, Promise.all(queues.map((queue, shard) => watch(shard, queue)))).catch(
      (error: unknown) => report('The workers could not be watched', error),
    );
  }, options.watchEveryMs ?? WATCH_EVERY_MS);

  return {
    close: async () => {
      clearInterval(timer);
      const closed = Promise.all(workers.map((worker) => worker.close()));
      await within(options.closeMs ?? CLOSE_MS, closed).catch(async (error: unknown) => {
        report('The workers could not finish in time', error);
        redis.disconnect();
      });
      redis.disconnect();
    },
  };
}

function nameOf(shard: number): string {
  return `shard-${shard}`;
}

async function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Nothing came back within ${limitMs / 1000} seconds`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
