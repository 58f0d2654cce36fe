/** Whatever becomes of Redis, a queue that is at work works again by itself. Rings are repeated here, as the sweep repeats them. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import type { Queue } from '@recipro/server/queue/queue.ts';
import { gate, until } from '../patience.ts';
import { startRedis } from '../redis.ts';
import type { Redis as RedisServer } from '../redis.ts';
import { openLine } from './line.ts';

const SHARD = 4;
/** Enough to be loaded for about two seconds at a millisecond each. */
const KEYS = 2_000;

let server: RedisServer;
let client: Redis;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  server = await startRedis();
  client = clientOf(server.url);
  ends.push(() => server.stop());
});
afterEach(async () => {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
});

function clientOf(url: string): Redis {
  const made = new Redis(url, { maxRetriesPerRequest: null });
  made.on('error', () => {});
  ends.push(() => made.disconnect());
  return made;
}

async function atWork(url: string) {
  const faults: string[] = [];
  const report = (message: string, error: unknown) =>
    void faults.push(`${message} ${String(error)}`);
  const queue = await openBullQueue({ url, report, watchEveryMs: 200, closeMs: 500 });
  ends.push(() => queue.close());
  const calls: number[] = [];
  await queue.work(async (shards) => void calls.push(...shards));
  return { queue, calls, faults, works: () => worksAgain(queue, calls) };
}

async function worksAgain(queue: Queue, calls: readonly number[]): Promise<void> {
  const before = calls.length;
  await until('the shard is worked', async () => {
    await queue.ring([SHARD]).catch(() => {});
    return calls.length > before;
  });
}

describe('a queue at work whose Redis', () => {
  it('is flushed while it is idle', async () => {
    const { works } = await atWork(server.url);
    await works();
    await client.flushall();
    await works();
  });

  it('is flushed while it is busy', async () => {
    const report = () => {};
    const queue = await openBullQueue({ url: server.url, report, watchEveryMs: 200 });
    ends.push(() => queue.close());
    const busy = gate();
    const calls: number[] = [];
    await queue.work(async (shards) => {
      calls.push(...shards);
      if (calls.length === 1) await busy.pass();
    });
    await queue.ring([SHARD]);
    await until('it is busy', busy.reached);
    await queue.ring([SHARD]);
    await client.flushall();
    busy.open();
    await worksAgain(queue, calls);
    await worksAgain(queue, calls);
  });

  it('restarts empty', async () => {
    const { works } = await atWork(server.url);
    await works();
    await server.kill();
    await server.start();
    await works();
  });

  it('restarts with what it had saved works also that', async () => {
    const report = () => {};
    const door = await openBullQueue({ url: server.url, report });
    ends.push(() => door.close());
    await door.ring([SHARD]);
    await client.save();
    await server.kill();
    await server.start();
    const { calls, works } = await atWork(server.url);
    await until('the saved bell is answered', () => calls.length > 0);
    expect(calls).toEqual([SHARD]);
    await works();
  });

  it('restarts and is loading for a while is not ready, and then works', async () => {
    const { queue, works } = await atWork(server.url);
    await works();
    await client.mset(Array.from({ length: KEYS }, (_, i) => [`key-${i}`, '1']).flat());
    await client.save();
    await server.kill();
    const started = server.start({
      'key-load-delay': '1000',
      'loading-process-events-interval-bytes': '1024',
    });
    const probe = new Redis(server.url, { enableReadyCheck: false, maxRetriesPerRequest: null });
    probe.on('error', () => {});
    ends.push(() => probe.disconnect());
    await until('it is loading', () =>
      probe.get('key-1').then(
        () => false,
        (error: unknown) => String(error).includes('LOADING'),
      ),
    );
    expect(await queue.healthy()).toBe(false);
    await started;
    await works();
    expect(await queue.healthy()).toBe(true);
  });

  it('fails over, so that its line leads to a server that only reads, goes to the new one', async () => {
    const next = await startRedis();
    ends.push(() => next.stop());
    const line = await openLine(server.port);
    ends.push(() => line.close());
    const { queue, calls, works } = await atWork(line.url);
    await works();
    line.lead(next.port);
    await client.replicaof('127.0.0.1', next.port);
    await works();
    const there = clientOf(next.url);
    expect((await there.keys('recipro:*')).length).toBeGreaterThan(0);
    const before = calls.length;
    await queue.ring([SHARD]);
    await until('rings are not even lost any more', () => calls.length > before);
  });

  it('hangs is seen to be away, keeps nobody waiting for ever, and works when it goes on', async () => {
    const { queue, works } = await atWork(server.url);
    await works();
    server.hang();
    expect(await queue.healthy()).toBe(false);
    await expect(queue.ring([SHARD])).rejects.toThrow(/within 5 seconds|timed out/);
    server.goOn();
    await works();
    expect(await queue.healthy()).toBe(true);
  });

  it('is behind a line that went silent without a word is found on a new one', async () => {
    const line = await openLine(server.port);
    ends.push(() => line.close());
    const { works } = await atWork(line.url);
    await works();
    line.mute();
    await works();
  });

  it('comes back set up to lose work says so, and how to mend it', async () => {
    const { faults } = await atWork(server.url);
    await server.kill();
    await server.start({ maxmemory: '3mb', 'maxmemory-policy': 'allkeys-lru' });
    const words = 'Set maxmemory-policy noeviction';
    await until('it is said', () => faults.some((fault) => fault.includes(words)));
  });
});
