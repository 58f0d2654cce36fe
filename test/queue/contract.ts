/** What every queue promises, run against each of them. `open` gives another opening of the same queue, as a second process has it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Queue } from '@recipro/server/queue/queue.ts';
import { gate, until } from '../patience.ts';

export type QueueUnderTest = {
  readonly open: (limits: { closeMs: number }) => Promise<Queue>;
  readonly end: () => Promise<void>;
};

export function queueContract(name: string, set: () => Promise<QueueUnderTest>): void {
  describe(`the ${name} queue`, () => {
    let test: QueueUnderTest;
    let queue: Queue;
    beforeAll(async () => {
      test = await set();
    });
    afterAll(() => test.end());
    afterEach(() => queue.close());

    it('calls the handler for each shard that was rung', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const worked = new Set<number>();
      await queue.work(async (shards) => {
        for (const shard of shards) worked.add(shard);
      });
      await queue.ring([3, 15]);
      await until('both are worked', () => worked.has(3) && worked.has(15));
      worked.clear();
      await queue.ring([3]);
      await until('one is worked again', () => worked.has(3));
      expect([...worked]).toEqual([3]);
    });

    it('keeps what was rung before anybody works', async () => {
      queue = await test.open({ closeMs: 5_000 });
      await queue.ring([1]);
      const seen: number[] = [];
      await queue.work(async (shards) => void seen.push(...shards));
      await until('the early ring is worked', () => seen.length === 1);
      expect(seen).toEqual([1]);
    });

    it('rings a bell that rings already only once', async () => {
      queue = await test.open({ closeMs: 5_000 });
      for (let ring = 0; ring < 100; ring += 1) await queue.ring([1, 2]);
      const seen: number[] = [];
      await queue.work(async (shards) => void seen.push(...shards));
      await queue.ring([9]);
      await until('the last ring is worked', () => seen.includes(9));
      expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 9]);
    });

    it('works a shard once at a time, and comes back when it is rung meanwhile', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const first = gate();
      let working = 0;
      let most = 0;
      let calls = 0;
      await queue.work(async () => {
        working += 1;
        most = Math.max(most, working);
        calls += 1;
        if (calls === 1) await first.pass();
        working -= 1;
      });
      await queue.ring([5]);
      await until('the first call is under way', first.reached);
      for (let ring = 0; ring < 20; ring += 1) await queue.ring([5]);
      expect(calls).toBe(1);
      first.open();
      await until('it is worked again', () => calls === 2);
      await queue.ring([5]);
      await until('and again', () => calls === 3);
      expect(most).toBe(1);
    });

    it('calls again after a failure, and is not stuck after a ring that always fails', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const calls = new Map<number, number>();
      await queue.work(async (shards) => {
        for (const shard of shards) {
          calls.set(shard, (calls.get(shard) ?? 0) + 1);
          if (shard === 7) throw new Error('always');
          if (calls.get(shard) === 1) throw new Error('once');
        }
      });
      await queue.ring([2]);
      await until('the failed call is repeated', () => calls.get(2) === 2);
      await queue.ring([7]);
      await until('it is given up', () => calls.get(7) === 5);
      await queue.ring([8]);
      await until('others are worked', () => calls.get(8) === 2);
      expect(calls.get(7)).toBe(5);
    });

    it('waits for the handler when it closes', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const under = gate();
      let done = false;
      await queue.work(async () => {
        await under.pass();
        done = true;
      });
      await queue.ring([0]);
      await until('the call is under way', under.reached);
      const closed = queue.close();
      under.open();
      await closed;
      expect(done).toBe(true);
    });

    it('does not wait for ever', async () => {
      queue = await test.open({ closeMs: 50 });
      const under = gate();
      await queue.work(under.pass);
      await queue.ring([11]);
      await until('the call is under way', under.reached);
      await queue.close();
      under.open();
    });

    it('says whether it is there', async () => {
      queue = await test.open({ closeMs: 5_000 });
      expect(await queue.healthy()).toBe(true);
      await queue.close();
      expect(await queue.healthy()).toBe(false);
    });
  });
}
