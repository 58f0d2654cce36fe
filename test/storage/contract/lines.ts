/** Lines: partners are served side by side, customers in order, and what waits is counted. */
import { describe, expect, it } from 'vitest';
import { arrived, asking, nothing } from '../story.ts';
import type { World } from '../world.ts';

/** Room for some events of each shard, as the pipeline's own batches have. */
const BATCH = 40;

export function lineContract(world: () => Promise<World>): void {
  describe('the lines of partners', () => {
    /** Evaluates everything in batches of this size, and gives who was served, in order. */
    async function served({ work }: World, limit: number): Promise<readonly string[]> {
      const seen: string[] = [];
      const story = asking(({ event }) => {
        seen.push(event.id);
        return [];
      });
      let more = true;
      while (more) {
        const answer = await work(story, { limit });
        more = answer.outcome === 'evaluated' && answer.more;
      }
      return seen;
    }
    const flood = (source: string, count: number, customers = count) =>
      Array.from({ length: count }, (_, i) =>
        arrived({ id: `${source}-${i}`, source, subject: `${source}-${i % customers}` }),
      );

    it('let a partner that comes late pass the flood of another', async () => {
      const here = await world();
      await here.accept(...flood('rydo', 1_000));
      await here.accept(...flood('cardia', 50));
      const order = await served(here, BATCH);
      expect(order).toHaveLength(1_050);
      const last = order.findLastIndex((id) => id.startsWith('cardia'));
      expect(last).toBeLessThan(300);
    });

    it('do so however often the other floods, and let nobody who waits starve', async () => {
      const here = await world();
      await here.accept(...flood('rydo', 500));
      await here.work(nothing, { limit: 400 });
      await here.accept(...flood('cardia', 200));
      await here.accept(arrived({ id: 'late', subject: 'late' }));
      const order = await served(here, BATCH);
      // The 100 that were left of rydo go side by side with the 200 of cardia, and its next one follows them.
      expect(order.indexOf('late')).toBeGreaterThanOrEqual(100);
      expect(order.indexOf('late')).toBeLessThan(250);
    });

    it('keep no grudge: who was served much before the line was empty starts beside the others', async () => {
      const here = await world();
      await here.accept(...flood('rydo', 300));
      await served(here, 300);
      await here.accept(...flood('cardia', 100, 1));
      await here.accept(arrived({ id: 'next', subject: 'cardia-0' }));
      const [shard] = await here.storage.backlog();
      expect(shard?.partner).toBe('cardia');
      const order = await served(here, BATCH);
      expect(order.indexOf('next')).toBeLessThan(50);
    });

    it('of shards with a different past are served side by side', async () => {
      const here = await world();
      await here.accept(...flood('rydo', 300, 1));
      await served(here, 300);
      const known = { partner: 'rydo', subject: 'rydo-0' };
      await here.storage.linkIdentity({ known, also: { partner: 'cardia', subject: '77' } }, 1);
      await here.accept(...flood('cafe', 500));
      await here.accept(arrived({ id: 'late', source: 'cardia', subject: '77' }));
      const order = await served(here, BATCH);
      expect(order.indexOf('late')).toBeLessThan(50);
    });

    it('keep the events of one customer in the order of arrival, whoever sends them', async () => {
      const here = await world();
      await here.storage.linkIdentity(
        {
          known: { partner: 'rydo', subject: 'anna' },
          also: { partner: 'cardia', subject: '77' },
        },
        1,
      );
      await here.accept(...flood('rydo', 200));
      for (let i = 0; i < 20; i += 1) {
        await here.accept(arrived({ id: `anna-${2 * i}` }), ...flood(`rydo`, 0));
        await here.accept(arrived({ id: `anna-${2 * i + 1}`, source: 'cardia', subject: '77' }));
      }
      const order = await served(here, 7);
      const hers = order.filter((id) => id.startsWith('anna'));
      expect(hers).toEqual(Array.from({ length: 40 }, (_, i) => `anna-${i}`));
    });

    it('keep a retried event behind what waits of its customer', async () => {
      const here = await world();
      const first = await here.accept(arrived({ id: 'bad' }));
      const eventId = first.outcome === 'accepted' ? (first.events[0]?.eventId ?? '') : '';
      await here.work(() => {
        throw new Error('broken');
      });
      await here.accept(arrived({ id: 'a' }), arrived({ id: 'b' }));
      await here.storage.retryQuarantined(eventId);
      expect(await served(here, 1)).toEqual(['a', 'b', 'bad']);
    });

    it('are counted as events come and go, and verify with the rest', async () => {
      const here = await world();
      const { accept, storage, work } = here;
      expect(await storage.backlog()).toEqual([]);
      await accept(...flood('rydo', 30), ...flood('cardia', 5));
      await accept(arrived({ id: 'rydo-0', subject: 'rydo-0' }));
      const waiting = async (id: string) =>
        (await storage.backlog())
          .filter(({ partner }) => partner === id)
          .reduce((sum, line) => sum + line.waiting, 0);
      expect(await waiting('rydo')).toBe(30);
      expect(await waiting('cardia')).toBe(5);
      await work(nothing, { limit: 10 });
      expect((await waiting('rydo')) + (await waiting('cardia'))).toBe(25);
      expect(await storage.verify()).toMatchObject({ ok: true });
      await work(() => {
        throw new Error('broken');
      });
      expect(await storage.backlog()).toEqual([]);
      expect(await storage.verify()).toMatchObject({ ok: true });
    });

    it('tell a line that moves from one that stands', async () => {
      const { accept, storage, work } = await world();
      await accept(...flood('rydo', 10, 1));
      const [before] = await storage.backlog();
      expect(await storage.backlog()).toEqual([before]);
      await work(nothing, { limit: 4 });
      const [after] = await storage.backlog();
      expect(after).toEqual({ ...before, waiting: 6, done: (before?.done ?? 0) + 4 });
    });
  });
}
