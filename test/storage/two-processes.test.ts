/** Two processes on one store: nothing is lost, nothing is done twice, the books are right, and arrivals have one order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { postgres } from './postgres-adapter.ts';
import { sqlite } from './sqlite-adapter.ts';
import { list } from './story.ts';
import { worldsOf } from './world.ts';

const NEIGHBOUR = join(import.meta.dirname, 'neighbour.ts');
const EVENTS = 500;
const SAME = EVENTS / 10;
const TOTAL = 2 * EVENTS + SAME;

/** Runs two neighbours on the same store to their ends, and gives how each ended. */
async function neighbours(where: string, ...words: readonly string[]): Promise<readonly unknown[]> {
  const processes = ['one', 'two'].map((name) =>
    spawn(process.execPath, [NEIGHBOUR, where, name, String(EVENTS), ...words], {
      stdio: 'inherit',
    }),
  );
  const ends = await Promise.all(processes.map((neighbour) => once(neighbour, 'exit')));
  return ends.map(([code]) => code);
}

for (const adapter of [sqlite, postgres()]) {
  describe(`two processes on one ${adapter.name} store`, () => {
    const world = worldsOf(adapter);

    it('accept and evaluate at once without loss', async () => {
      const { storage, where } = await world();
      expect(await neighbours(where)).toEqual([0, 0]);
      expect(await storage.pulse()).toMatchObject({ events: TOTAL, runs: TOTAL });
      expect(await storage.backlog()).toEqual([]);
      expect((await storage.quarantined(list())).items).toEqual([]);
      const { items } = await storage.accounts(list({ account: 'partner:cardia:issued' }));
      expect(items).toMatchObject([{ balanceMinor: -10 * TOTAL }]);
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: TOTAL });
    });

    it('never show an arrival of a shard before all of it that have a smaller number', async () => {
      const { storage, where } = await world();
      const over = new AbortController();
      const ends = neighbours(where, 'accept').finally(() => over.abort());
      const revision = await storage.revision();
      const last = new Map<number, number>();
      const late: number[] = [];
      let looks = 0;
      const look = async (shard: number) =>
        storage.evaluate({
          shards: [shard],
          limit: TOTAL,
          revision,
          // oxlint-disable-next-line require-yield
          *evaluateEvent({ seq }) {
            if (seq < (last.get(shard) ?? 0)) late.push(seq);
            last.set(shard, seq);
            return [];
          },
        });
      while (!over.signal.aborted) {
        for (const { shard } of await storage.backlog()) await look(shard);
        looks += 1;
        await new Promise(setImmediate);
      }
      expect(await ends).toEqual([0, 0]);
      expect(late).toEqual([]);
      expect(looks).toBeGreaterThan(5);
      expect(await storage.pulse()).toMatchObject({ events: TOTAL });
    });
  });
}
