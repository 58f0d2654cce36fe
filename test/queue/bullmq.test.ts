/** What a queue over Redis must bear: several processes, a Redis that forgets, dies or is set up to lose work. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import { SHARDS } from '@recipro/server/queue/queue.ts';
import { until } from '../patience.ts';
import { startRedis } from '../redis.ts';
import type { Redis as RedisServer } from '../redis.ts';

const Note = z.object({
  pid: z.int(),
  shard: z.int(),
  seqs: z.array(z.int()),
  beganMs: z.number(),
  endedMs: z.number(),
});
type Note = z.infer<typeof Note>;

/** The lock, two looks for what stands still, and a second for a busy machine. */
const TAKEN_OVER_MS = 6_000;

const report = () => {};
let server: RedisServer;
let client: Redis;
const kills: (() => Promise<void>)[] = [];

beforeEach(async () => {
  server = await startRedis();
  client = new Redis(server.url, { maxRetriesPerRequest: null });
  client.on('error', () => {});
});
afterEach(async () => {
  for (const kill of kills.splice(0)) await kill();
  client.disconnect();
  await server.stop();
});

async function startWorker(...words: readonly string[]) {
  const file = path.join(import.meta.dirname, 'worker-process.ts');
  const child = spawn(process.execPath, [file, server.url, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const kill = async () => {
    if (child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  kills.push(kill);
  return { kill };
}

async function notes(): Promise<readonly Note[]> {
  return (await client.lrange('notes', 0, -1)).map((text) => Note.parse(JSON.parse(text)));
}

function overlaps(all: readonly Note[]): readonly Note[] {
  return all.filter((one) =>
    all.some(
      (other) =>
        other !== one &&
        other.shard === one.shard &&
        other.beganMs < one.endedMs &&
        one.beganMs < other.endedMs,
    ),
  );
}

describe('workers in two processes', () => {
  it('never work one shard at the same time, and one goes on when the other is killed', async () => {
    const queue = await openBullQueue({ url: server.url, report });
    const workers = [await startWorker(), await startWorker()];
    let seq = 0;
    const ringAll = async (times: number) => {
      for (let time = 0; time < times; time += 1)
        for (let shard = 0; shard < SHARDS; shard += 1) {
          await client.rpush(`waiting-${shard}`, (seq += 1));
          await queue.ring([shard]);
        }
    };
    const worked = async () => new Set((await notes()).flatMap(({ seqs }) => seqs)).size;

    // One process may be quick enough to work a few rings alone, so there are rings until the other has worked some too.
    await until('both have worked', async () => {
      await ringAll(5);
      return new Set((await notes()).map(({ pid }) => pid)).size === 2;
    });
    await ringAll(20);
    await until('all rings are worked', async () => (await worked()) === seq);
    expect(overlaps(await notes())).toEqual([]);

    await ringAll(10);
    await workers[0]?.kill();
    await ringAll(10);
    await until('the other has worked the rest', async () => (await worked()) === seq);
    expect(overlaps(await notes())).toEqual([]);
    await queue.close();
  });
});

describe('a worker that is killed in the middle', () => {
  it(`gives its shard to another within ${TAKEN_OVER_MS / 1_000} seconds`, async () => {
    const queue = await openBullQueue({ url: server.url, report });
    const holder = await startWorker('hold');
    await client.rpush('waiting-3', 1);
    await queue.ring([3]);
    await until('the shard is held', async () => (await client.llen('held')) === 1);
    await startWorker();
    await holder.kill();
    const killedMs = performance.timeOrigin + performance.now();
    await until('the other works it', async () => (await notes()).length > 0);
    const [first] = await notes();
    expect((first?.beganMs ?? 0) - killedMs).toBeLessThan(TAKEN_OVER_MS);
    expect(first).toMatchObject({ shard: 3, seqs: [1] });
    await queue.close();
  });
});

describe('a queue whose Redis', () => {
  it('forgets everything works what is rung again, one at a time as before', async () => {
    const queue = await openBullQueue({ url: server.url, report, watchEveryMs: 100 });
    await queue.ring([4]);
    await client.flushall();
    const seen: number[] = [];
    await queue.work(async (shards) => void seen.push(...shards));
    await queue.ring([5]);
    await until('the new ring is worked', () => seen.includes(5));
    expect(seen).toEqual([5]);
    await client.flushall();
    const concurrency = () => client.hget('recipro:shard-4:meta', 'concurrency');
    await until('there is one at a time again', async () => (await concurrency()) === '1');
    await queue.close();
  });

  it('dies and comes back empty works what is rung afterwards, and says when it is away', async () => {
    const queue = await openBullQueue({ url: server.url, report, watchEveryMs: 200 });
    const seen: number[] = [];
    await queue.work(async (shards) => void seen.push(...shards));
    await queue.ring([9]);
    await until('it works', () => seen.length === 1);
    await server.kill();
    await until('it is seen to be away', async () => !(await queue.healthy()));
    await server.start();
    await until('it is seen to be back', () => queue.healthy());
    await queue.ring([9]);
    await until('it works again', () => seen.length === 2);
    await queue.close();
  });

  it('is away at start does not stop the start, and closes in time', async () => {
    await server.kill();
    const queue = await openBullQueue({ url: server.url, report, closeMs: 100 });
    await queue.work(async () => {});
    expect(await queue.healthy()).toBe(false);
    await queue.close();
    await server.start();
  });

  it('throws work away when it is full is refused with what to change', async () => {
    await client.config('SET', 'maxmemory', '3mb');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(openBullQueue({ url: server.url, report })).rejects.toMatchObject({
      code: 'redis-wrong',
      message: expect.stringContaining('noeviction'),
    });
  });

  it('keeps nothing of what is done or has failed', async () => {
    const queue = await openBullQueue({ url: server.url, report, retryDelayMs: 1 });
    const calls = new Map<number, number>();
    await queue.work(async (shards) => {
      for (const shard of shards) calls.set(shard, (calls.get(shard) ?? 0) + 1);
      if (shards.includes(6)) throw new Error('always');
    });
    await queue.ring([6]);
    await until('it is given up', () => calls.get(6) === 5);
    for (let ring = 1; ring <= 200; ring += 1) await queue.ring([ring % 6]);
    const jobs = async () =>
      (await client.keys('recipro:*')).filter((key) => /:(\d+|de:.*|dn:.*)(:|$)/.test(key)).length;
    await until('no job and no bell is left', async () => (await jobs()) === 0);
    await queue.close();
  });
});
