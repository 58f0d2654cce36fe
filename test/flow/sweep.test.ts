/** The sweep: one process does it, another when that one is gone, and only what stands still is rung. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSweep } from '@recipro/server/pipeline/sweep.ts';
import { SHARDS } from '@recipro/server/queue/queue.ts';
import { openWorks } from './works.ts';
import type { Works } from './works.ts';

const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);
const AFTER_LEASE_MS = 4_000;

let works: Works;
beforeEach(async () => {
  works = await openWorks();
  await works.flow.stop();
  await works.partner('rydo');
});
afterEach(() => works.close());

function sweeper() {
  const rung: number[] = [];
  let woken = 0;
  const sweep = createSweep({
    storage: works.storage,
    enqueue: { ring: (shards) => void rung.push(...shards) },
    wakeDeliveries: () => void (woken += 1),
    nowMs: () => works.nowMs(),
    report: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });
  return { sweep, rung, woken: () => woken };
}

async function evaluate(limit: number): Promise<void> {
  await works.storage.evaluate({
    shards: ALL_SHARDS,
    limit,
    revision: await works.storage.revision(),
    // oxlint-disable-next-line require-yield
    *evaluateEvent() {
      return [];
    },
  });
}

describe('of several processes that sweep', () => {
  it('one rings, and each wakes its own deliveries', async () => {
    const [one, two] = [sweeper(), sweeper()];
    await works.tell({ id: 'e', type: 't' });
    for (const { sweep } of [one, two, one, two]) await sweep.look();
    expect([one.rung.length, two.rung.length]).toEqual([2, 0]);
    expect([one.woken(), two.woken()]).toEqual([2, 2]);
  });

  it('another rings when the one is silent for some seconds, and the one that wakes up rings no more', async () => {
    const [one, two] = [sweeper(), sweeper()];
    await works.tell({ id: 'e', type: 't' });
    await one.sweep.look();
    works.moveTo(works.nowMs() + AFTER_LEASE_MS);
    await two.sweep.look();
    await one.sweep.look();
    expect([one.rung.length, two.rung.length]).toEqual([1, 1]);
  });

  it('another rings at once when the one ends in good order', async () => {
    const [one, two] = [sweeper(), sweeper()];
    await works.tell({ id: 'e', type: 't' });
    await one.sweep.look();
    await one.sweep.stop();
    await two.sweep.look();
    expect(two.rung).toHaveLength(1);
  });
});

describe('what is rung', () => {
  it('is at first all that waits, and then only what has not moved since the last look', async () => {
    const { sweep, rung } = sweeper();
    for (let event = 0; event < 4; event += 1) await works.tell({ id: `e${event}`, type: 't' });
    await sweep.look();
    expect(rung).toHaveLength(1);
    await evaluate(2);
    await sweep.look();
    expect(rung, 'it moved').toHaveLength(1);
    await sweep.look();
    expect(rung, 'it stood still').toHaveLength(2);
    await evaluate(10);
    await sweep.look();
    expect(rung, 'nothing waits').toHaveLength(2);
  });
});
