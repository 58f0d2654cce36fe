/** Fairness through the whole flow, measured in events: a flood of one partner does not make another wait. */
import { createHash } from 'node:crypto';
import { canonicalJson, Event } from '@recipro/schema';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import { createEmbeddedQueue } from '@recipro/server/queue/embedded.ts';
import type { Pipeline } from '@recipro/server/pipeline/index.ts';
import { until } from '../patience.ts';
import { startRedis } from '../redis.ts';
import { openWorks } from './works.ts';
import type { Works } from './works.ts';

const FLOOD = 20_000;
const FEW = 100;
const REQUEST = 1_000;

let works: Works;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  works = await openWorks();
  await works.flow.stop();
  await works.partner('rydo');
  await works.partner('cardia');
  ends.push(() => works.close());
});
afterEach(async () => {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
});

async function send(through: Pipeline, source: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += REQUEST) {
    const events = Array.from({ length: Math.min(REQUEST, count - from) }, (_, i) => {
      const id = `${source}-${from + i}`;
      const event = Event.parse({
        specversion: '1.0',
        id,
        source,
        type: 'ride.completed',
        subject: `${source}-${(from + i) % 997}`,
      });
      return { event, bodyHash: createHash('sha256').update(canonicalJson(event)).digest() };
    });
    await through.receive([events]);
  }
}

async function waiting(partner: string): Promise<number> {
  const lines = await works.storage.backlog();
  return lines.reduce((sum, line) => sum + (line.partner === partner ? line.waiting : 0), 0);
}

it.each(['embedded', 'BullMQ'])(
  'what one partner sends after the flood of another is evaluated while most of the flood waits, by the %s queue',
  async (kind) => {
    const report = () => {};
    const queueOf = async () => {
      if (kind === 'embedded') return createEmbeddedQueue({ report });
      const redis = await startRedis();
      ends.push(() => redis.stop());
      return openBullQueue({ url: redis.url, report });
    };
    const flow = await works.pipeline({ queue: await queueOf(), sweepEveryMs: 200 });
    await send(flow, 'rydo', FLOOD);
    await send(flow, 'cardia', FEW);
    expect(await waiting('rydo')).toBe(FLOOD);
    await flow.start();
    await until('the few are evaluated', async () => (await waiting('cardia')) === 0);
    expect(await waiting('rydo')).toBeGreaterThan(FLOOD / 2);
    await until('the flood is evaluated too', async () => (await waiting('rydo')) === 0);
    await flow.stop();
  },
);
