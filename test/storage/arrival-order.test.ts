/**
 * Arrivals are numbered in the order in which they become visible, for all processes together. The danger is a number that is taken
 * early and committed late: whoever has already worked past it would never come back for it.
 */
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { describe, expect, it } from 'vitest';
import { postgres } from './postgres-adapter.ts';
import { barrierBefore, rawClients, untilWaiting } from './raw-postgres.ts';
import { arrived, asking, START_MS } from './story.ts';
import { worldsOf } from './world.ts';

describe('arrivals at two processes on one database', () => {
  const world = worldsOf(postgres());
  const connect = rawClients();

  it('have the order of their commits while the earlier transaction is held open', async () => {
    const { storage: one, where, work } = await world();
    const two = await openPostgres({ url: where, nowMs: () => START_MS });
    const raw = await connect(where);
    const barrier = await barrierBefore(raw, 'events', `new.body LIKE '%"first"%'`);

    // The first has its number and is held before its commit; the second is the same customer's, at another process.
    const first = one.accept([[arrived({ id: 'first' })]], START_MS);
    await untilWaiting(raw, 1);
    let answered = false;
    const second = two.accept([[arrived({ id: 'second' })]], START_MS);
    void second.then(() => (answered = true));
    await untilWaiting(raw, 2);
    expect(answered).toBe(false);
    expect(await two.backlog()).toEqual([]);
    expect(await two.pulse()).toMatchObject({ events: 0 });

    await barrier.open();
    const [[earlier], [later]] = await Promise.all([first, second]);
    expect(earlier).toMatchObject({ events: [{ seq: 1 }] });
    expect(later).toMatchObject({ events: [{ seq: 2 }] });
    const order: string[] = [];
    await work(
      asking(({ event }) => {
        order.push(event.id);
        return [];
      }),
    );
    expect(order).toEqual(['first', 'second']);
    await two.close();
  });

  it('leave no number unused when the earlier one fails', async () => {
    const { storage: one, where } = await world();
    const two = await openPostgres({ url: where, nowMs: () => START_MS });
    const raw = await connect(where);
    await barrierBefore(raw, 'events', `new.body LIKE '%"first"%'`);
    const first = one.accept([[arrived({ id: 'first' })]], START_MS);
    // Listened to from the start: it fails while the query that ends it is still being answered.
    const refused = expect(first).rejects.toMatchObject({ code: 'storage-busy' });
    await untilWaiting(raw, 1);
    const second = two.accept([[arrived({ id: 'second' })]], START_MS);
    await untilWaiting(raw, 2);
    await raw.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'advisory'`,
    );
    await refused;
    expect(await second).toMatchObject([{ events: [{ seq: 1 }] }]);
    expect(await two.backlog()).toMatchObject([{ waiting: 1 }]);
    await two.close();
  });
});
