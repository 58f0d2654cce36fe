/**
 * The queue over many processes: BullMQ on Redis, one queue a shard. A job is a bell and carries nothing; a shard that is rung while its
 * bell waits or is answered gets one more job at most, so Redis is paid for a batch and not for an event.
 * B1. One job of a shard runs at a time, in whatever process: each queue has a global concurrency of 1, set again at every watch,
 *     because a flushed Redis forgets that too. Until then the store alone keeps two processes from working a shard at once.
 * B2. Redis may lose everything: rows in the store are the work. Nothing here is kept after it is done or has failed.
 * B3. Workers that do not come back after Redis was away are seen (jobs wait and none is active) and made anew.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Queue as BullQueue } from 'bullmq';
import type { Report } from '../errors.ts';
import { AppError } from '../errors.ts';
import { SHARDS } from './queue.ts';
import type { Queue } from './queue.ts';
import { checkRedis, connectRedis, within } from './redis.ts';
import { employ } from './staff.ts';
import type { Staff } from './staff.ts';

const PREFIX = 'recipro';
const ATTEMPTS = 5;
const RETRY_DELAY_MS = 200;
const RING_MS = 5_000;
/** Whoever rings all the time waits so long between two rings and merges meanwhile: at most some hundred jobs a second, whatever the load. */
const RING_EVERY_MS = 20;
const START_MS = 3_000;
const HEALTHY_MS = 1_000;
const CLOSE_MS = 10_000;
/** BullMQ keeps a log of what happened, which nobody reads here. */
const LOG_ENTRIES_MAX = 10;
/** At most one bell of a shard is answered and one more waits. */
const BELL = { id: 'bell', keepLastIfActive: true } as const;

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
  // Whatever is reached later, after a restart or a failover, may be set up in another way.
  redis.on('ready', () => {
    checkRedis(redis).catch((error: unknown) => report('Redis was reached again', error));
  });
  const queues = Array.from({ length: SHARDS }, (_, shard) => {
    const queue = new BullQueue<null>(`shard-${shard}`, {
      connection: redis,
      prefix,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: retryDelayMs },
        removeOnComplete: true,
        removeOnFail: true,
      },
      streams: { events: { maxLen: LOG_ENTRIES_MAX } },
    });
    queue.on('error', (error) => report(`The queue of shard ${shard} failed`, error));
    return queue;
  });

  async function ringOne(shard: number): Promise<void> {
    const queue = queues[shard];
    if (queue === undefined) throw new RangeError(`There is no shard ${shard}`);
    await queue.add('ring', null, { deduplication: BELL });
  }

  let staff: Staff | null = null;
  return {
    ring: async (shards) => {
      await Promise.all([within(RING_MS, Promise.all(shards.map(ringOne))), pause(RING_EVERY_MS)]);
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
