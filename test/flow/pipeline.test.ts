/** The flow from inbox to books: nothing that waits is forgotten, and a workflow that cannot run hurts nobody else. */
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Workflow } from '@recipro/schema';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import { until } from '../patience.ts';
import { startRedis } from '../redis.ts';
import { openWorks } from './works.ts';
import type { Works } from './works.ts';
import { WAYS, wayOf } from './ways.ts';

describe.each(WAYS)('on %s', (kind) => {
  const way = wayOf(kind);
  let works: Works;
  beforeEach(async () => {
    works = await openWorks({ way });
    await works.partner('rydo');
  });
  afterEach(() => works.close());

  /** Each `ride.completed` adds to the score `rides`. */
  function counting(id: string, action: string, by: number, event = 'ride.completed'): Workflow {
    return {
      id,
      name: id,
      roles: [{ role: 'rides', title: 'Rides', partner: 'rydo' }],
      nodes: [
        { id: 'on', kind: 'trigger', event, from: 'rides' },
        { id: 'add', kind: 'action', action, params: { name: 'rides', by } },
      ],
      edges: [{ from: 'on', out: 'next', to: 'add' }],
    };
  }

  async function runs() {
    return (await works.storage.runs({ limit: 200 })).items;
  }
  const ran = (count: number) =>
    until(`${count} events have run`, async () => (await runs()).length === count);

  async function score(): Promise<number> {
    const { items } = await works.storage.customers({ limit: 10 });
    const customer = await works.storage.customer(items[0]?.id ?? '');
    return customer?.scores.find(({ name }) => name === 'rides')?.value ?? 0;
  }

  describe('an event', () => {
    it('runs each live workflow that takes it once, with ids that follow from what they name', async () => {
      await works.publish(counting('one', 'score.add', 1));
      await works.publish(counting('two', 'score.add', 10));
      await works.publish(counting('other', 'score.add', 100, 'ride.cancelled'));
      const eventId = await works.tell({ id: 'e1', type: 'ride.completed' });
      await ran(2);
      const found = await runs();
      expect(new Set(found.map(({ workflow }) => workflow))).toEqual(new Set(['one', 'two']));
      for (const run of found)
        expect(run).toMatchObject({ id: expect.stringMatching(/^run_[0-9a-z]{30}$/), eventId });
      expect(await score()).toBe(11);
    });

    it('is evaluated by what is live when its turn comes, and its run keeps that version', async () => {
      await works.publish(counting('one', 'score.add', 1));
      await works.tell({ id: 'e1', type: 'ride.completed' });
      await ran(1);
      await works.publish(counting('one', 'score.add', 10));
      await works.tell({ id: 'e2', type: 'ride.completed' });
      await ran(2);
      expect(await score()).toBe(11);
      expect((await runs()).map(({ version }) => version)).toEqual([2, 1]);
      await works.storage.setStatus('one', 'paused', works.nowMs());
      await works.tell({ id: 'e3', type: 'ride.completed' });
      await until('nothing waits', async () => (await works.storage.backlog()).length === 0);
      expect(await score()).toBe(11);
    });

    it('that was kept while nobody worked is evaluated when somebody starts', async () => {
      await works.publish(counting('one', 'score.add', 1));
      await works.flow.stop();
      const idle = await works.pipeline();
      for (let index = 0; index < 500; index += 1)
        await works.tell(
          { id: `e${index}`, type: 'ride.completed', subject: `c${index % 9}` },
          idle,
        );
      expect(await runs()).toHaveLength(0);
      const next = await works.pipeline();
      await next.start();
      await until('all are evaluated', async () => (await works.storage.pulse()).runs === 500);
    });

    it('whose ring Redis forgot is rung again by the sweep', async () => {
      await works.publish(counting('one', 'score.add', 1));
      await works.flow.stop();
      const redis = await startRedis();
      const client = new Redis(redis.url);
      const report = () => {};
      const api = await works.pipeline({ queue: await openBullQueue({ url: redis.url, report }) });
      for (let index = 0; index < 50; index += 1)
        await works.tell({ id: `e${index}`, type: 'ride.completed', subject: `c${index}` }, api);
      await until('Redis knows of them', async () => (await client.dbsize()) > 0);
      await client.flushall();
      const queue = await openBullQueue({ url: redis.url, report });
      const worker = await works.pipeline({ queue, sweepEveryMs: 50 });
      await worker.start();
      await until('all are evaluated', async () => (await works.storage.pulse()).runs === 50);
      // Forgotten again, with somebody at work: the next events are only late.
      await client.flushall();
      for (let index = 50; index < 60; index += 1) {
        await works.tell({ id: `e${index}`, type: 'ride.completed', subject: `c${index}` }, api);
        await client.flushall();
      }
      await until('those too', async () => (await works.storage.pulse()).runs === 60);
      await worker.stop();
      await api.stop();
      client.disconnect();
      await redis.stop();
    });
  });

  describe('a live workflow that cannot run', () => {
    it('sends only its own events to quarantine, from where they come back when it is mended', async () => {
      await works.publish(counting('good', 'score.add', 1));
      await works.publish(counting('bad', 'score.vanish', 1, 'ride.cancelled'));
      const poisoned = await works.tell({ id: 'e1', type: 'ride.cancelled' });
      await works.tell({ id: 'e2', type: 'ride.completed' });
      await ran(1);
      await until('it is in quarantine', async () => {
        const { items } = await works.storage.quarantined({ limit: 10 });
        return items.length === 1;
      });
      const { items } = await works.storage.quarantined({ limit: 10 });
      expect(items[0]).toMatchObject({ eventId: poisoned, reason: expect.stringContaining('bad') });
      expect(works.faults).not.toEqual([]);

      await works.publish(counting('bad', 'score.add', 5, 'ride.cancelled'));
      const place = await works.storage.retryQuarantined(poisoned);
      expect(place).not.toBeNull();
      await works.tell({ id: 'e3', type: 'ride.completed' });
      await ran(3);
      expect(await score()).toBe(7);
      expect((await works.storage.quarantined({ limit: 10 })).items).toEqual([]);
    });
  });
});
