/** Duties: one process at a time, and the next one when it is gone. */
import { describe, expect, it } from 'vitest';
import { START_MS } from '../story.ts';
import type { World } from '../world.ts';

const LEASE_MS = 1_000;

export function dutyContract(world: () => Promise<World>): void {
  describe('a duty', () => {
    async function asking() {
      const { storage } = await world();
      const take = async (holder: string, nowMs: number, name = 'sweep') =>
        (await storage.takeDuty({ name, holder, nowMs, leaseMs: LEASE_MS }))?.fence ?? null;
      return { storage, take };
    }

    it('has one holder, who keeps it by asking again in time', async () => {
      const { take } = await asking();
      const fence = await take('one', START_MS);
      expect(fence).toEqual(expect.any(Number));
      expect(await take('two', START_MS + 1)).toBeNull();
      expect(await take('one', START_MS + 900)).toBe(fence);
      expect(await take('two', START_MS + LEASE_MS + 1)).toBeNull();
    });

    it('goes to another when its holder is silent for too long, under a higher fence', async () => {
      const { take } = await asking();
      const first = await take('one', START_MS);
      const second = await take('two', START_MS + LEASE_MS);
      expect(second).toBeGreaterThan(first ?? 0);
      expect(await take('one', START_MS + LEASE_MS + 1)).toBeNull();
      const third = await take('one', START_MS + 2 * LEASE_MS);
      expect(third).toBeGreaterThan(second ?? 0);
    });

    it('is free at once when its holder gives it back, and only then', async () => {
      const { storage, take } = await asking();
      await take('one', START_MS);
      await storage.dropDuty('sweep', 'two');
      expect(await take('two', START_MS)).toBeNull();
      await storage.dropDuty('sweep', 'one');
      expect(await take('two', START_MS)).not.toBeNull();
    });

    it('of another name is another’s to take', async () => {
      const { take } = await asking();
      expect(await take('one', START_MS)).not.toBeNull();
      expect(await take('two', START_MS, 'other')).not.toBeNull();
    });

    it('goes to one of many who ask at the same time', async () => {
      const { take } = await asking();
      const fences = await Promise.all(
        Array.from({ length: 8 }, (_, i) => take(`holder-${i}`, START_MS)),
      );
      expect(fences.filter((fence) => fence !== null)).toHaveLength(1);
    });
  });
}
