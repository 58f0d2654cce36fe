/** What every queue promises, run against each of them. `open` gives another opening of the same queue, as a second process has it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Queue, Ring } from '@recipro/server/queue/queue.ts';
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

    it('calls the handler for each shard that was rung, with its highest id', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const highest = new Map<number, number>();
      await queue.work(async (rings) => {
        for (const { shard, seqs } of rings)
          highest.set(shard, Math.max(highest.get(shard) ?? 0, ...seqs));
      });
      await queue.ring([
        { shard: 3, seqs: [1, 4] },
        { shard: 15, seqs: [2] },
      ]);
      await queue.ring([{ shard: 3, seqs: [9] }]);
      await until('both shards are worked', () => highest.get(3) === 9 && highest.get(15) === 2);
    });

    it('keeps what was rung before anybody works', async () => {
      queue = await test.open({ closeMs: 5_000 });
      await queue.ring([{ shard: 1, seqs: [7] }]);
      const seen: Ring[] = [];
      await queue.work(async (rings) => void seen.push(...rings));
      await until('the early ring is worked', () => seen.length === 1);
      expect(seen).toEqual([{ shard: 1, seqs: [7] }]);
    });

    it('works a shard once at a time and comes back for what is rung meanwhile', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const first = gate();
      let working = 0;
      let most = 0;
      const seen: number[] = [];
      await queue.work(async (rings) => {
        working += 1;
        most = Math.max(most, working);
        seen.push(...rings.flatMap(({ seqs }) => seqs));
        if (seen.length === 1) await first.pass();
        working -= 1;
      });
      await queue.ring([{ shard: 5, seqs: [1] }]);
      await until('the first call is under way', first.reached);
      for (let seq = 2; seq <= 20; seq += 1) await queue.ring([{ shard: 5, seqs: [seq] }]);
      expect(seen).toEqual([1]);
      first.open();
      await until('the rest is worked', () => seen.includes(20));
      expect(most).toBe(1);
    });

    it('calls again after a failure, and is not stuck after a ring that always fails', async () => {
      queue = await test.open({ closeMs: 5_000 });
      const calls = new Map<number, number>();
      await queue.work(async (rings) => {
        for (const { shard, seqs } of rings) {
          calls.set(shard, (calls.get(shard) ?? 0) + 1);
          if (seqs.includes(666)) throw new Error('always');
          if (calls.get(shard) === 1) throw new Error('once');
        }
      });
      await queue.ring([{ shard: 2, seqs: [1] }]);
      await until('the failed call is repeated', () => calls.get(2) === 2);
      await queue.ring([{ shard: 7, seqs: [666] }]);
      await until('it is given up', () => calls.get(7) === 5);
      await queue.ring([{ shard: 8, seqs: [1] }]);
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
      await queue.ring([{ shard: 0, seqs: [1] }]);
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
      await queue.ring([{ shard: 11, seqs: [1] }]);
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
