/** The paths of runs, for counting: each is given once, whatever was asked before, and found again by its steps. */
import { describe, expect, it } from 'vitest';
import { arrived, asking, list, START_MS } from '../story.ts';
import type { World } from '../world.ts';

const COUNT = 25;

export function runPathContract(make: () => Promise<World>): void {
  describe('the paths of runs', () => {
    it('are given once each, however they are asked for, and only of the version asked for', async () => {
      const world = await make();
      const { storage } = world;
      const seen: number[] = [];
      const late = new Set<number>();
      let through = 0;
      const ask = async (limit: number) => {
        const known = { through, late };
        const paths = await storage.runPaths({ workflow: 'ride', version: 1, known, limit });
        for (const { no, steps } of paths) {
          seen.push(no);
          late.add(no);
          through = Math.max(through, no);
          expect(steps).toEqual([{ node: 'credit', outcome: 'done' }]);
        }
        return paths.length;
      };
      for (let i = 0; i < COUNT; i += 1) {
        await world.accept(arrived({ id: `e${i}`, subject: `s${i}` }));
        await world.work(asking(() => [], ['credit']));
        if (i % 7 === 0) await ask(3);
      }
      while ((await ask(4)) > 0);
      expect(seen.length).toBe(COUNT);
      expect(new Set(seen).size).toBe(COUNT);
      const other = { workflow: 'ride', version: 2, known: { through: 0, late }, limit: 9 };
      expect(await storage.runPaths(other)).toEqual([]);
    });

    it('stand beside the events of their customer, newest first, with what became of each', async () => {
      const { storage, accept, work } = await make();
      await accept(arrived({ id: 'a' }), arrived({ id: 'b' }), arrived({ id: 'x', subject: 'bo' }));
      await work(
        asking(() => [], ['credit']),
        { limit: 1 },
      );
      const [{ customerId } = { customerId: '' }] = (await storage.runs(list())).items;
      const events = await storage.customerEvents(customerId, 10);
      expect(events.map(({ event, state, runs }) => [event.id, state, runs.length])).toEqual([
        ['b', 'waiting', 0],
        ['a', 'done', 1],
      ]);
      expect(events[1]?.runs).toMatchObject([{ workflow: 'ride' }]);
      expect(await storage.customerEvents(customerId, 1)).toHaveLength(1);
      expect(await storage.customerEvents('cus_none', 10)).toEqual([]);
    });

    it('lead back to the runs: by step, way out, and whether the path ended there', async () => {
      const { storage, accept, work } = await make();
      await accept(arrived({ id: 'a' }));
      await work(asking(() => [], ['credit']));
      const found = async (query: object) => (await storage.runs(list(query))).items.length;
      expect(await found({ step: 'credit', version: 1 })).toBe(1);
      expect(await found({ step: 'credit', outcome: 'done' })).toBe(1);
      expect(await found({ step: 'credit', outcome: 'done', ended: 'yes' })).toBe(1);
      expect(await found({ step: 'credit', ended: 'no' })).toBe(0);
      expect(await found({ step: 'credit', outcome: 'declined' })).toBe(0);
      expect(await found({ step: 'credi' })).toBe(0);
      expect(await found({ sinceMs: START_MS })).toBe(1);
      expect(await found({ sinceMs: START_MS + 1 })).toBe(0);
      expect(await found({ step: 'credit', version: 2 })).toBe(0);
    });
  });
}
