/** The three ways to run, as the flow meets them: which store and which queue. Servers start before the tests of a file and go with them. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import type { Report } from '@recipro/server/errors.ts';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import { createEmbeddedQueue } from '@recipro/server/queue/embedded.ts';
import type { Queue } from '@recipro/server/queue/queue.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { makeDataDir } from '../process.ts';
import { startRedis } from '../redis.ts';
import type { Redis } from '../redis.ts';
import { postgres } from '../storage/postgres-adapter.ts';

export const WAYS = [
  'SQLite and the embedded queue',
  'SQLite and BullMQ',
  'PostgreSQL and BullMQ',
] as const;

export type Way = {
  store(nowMs: () => number): Promise<{ storage: Storage; remove(): Promise<void> }>;
  queue(report: Report): Promise<Queue>;
};

async function sqlite(nowMs: () => number) {
  const dir = await makeDataDir();
  const remove = () => rm(dir, { recursive: true, force: true });
  return { storage: openSqlite({ dir, nowMs }), remove };
}

/** The way that needs no server. */
export const ONE_PROCESS: Way = {
  store: sqlite,
  queue: async (report) => createEmbeddedQueue({ report, retryDelayMs: 1 }),
};

/** Called where tests are declared. */
export function wayOf(name: (typeof WAYS)[number]): Way {
  if (name === 'SQLite and the embedded queue') return ONE_PROCESS;
  const redis = redisServer();
  const adapter = name === 'PostgreSQL and BullMQ' ? postgres() : null;
  let queues = 0;
  return {
    async store(nowMs) {
      if (adapter === null) return sqlite(nowMs);
      const place = await adapter.place(nowMs);
      return { storage: await place.open(), remove: () => place.remove() };
    },
    async queue(report) {
      queues += 1;
      return openBullQueue({ url: redis().url, report, retryDelayMs: 1, prefix: `w${queues}` });
    },
  };
}

function redisServer(): () => Redis {
  let server: Redis | null = null;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.stop());
  return () => {
    if (server === null) throw new Error('Redis starts before the first test');
    return server;
  };
}
