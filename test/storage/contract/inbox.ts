/** What arrives: kept once, in order, whole requests only. */
import { describe, expect, it } from 'vitest';
import { arrived, list, nothing } from '../story.ts';
import type { World } from '../world.ts';

export function inboxContract(world: () => Promise<World>): void {
  describe('the inbox', () => {
    it('keeps an event, and answers a repeat with the same id, also after it was opened again', async () => {
      const before = await world();
      const first = await before.accept(arrived({ id: 'e1' }));
      expect(first).toMatchObject({ outcome: 'accepted', events: [{ outcome: 'accepted' }] });
      const after = await before.reopen();
      const eventId = first.outcome === 'accepted' ? first.events[0]?.eventId : '';
      expect(await after.accept(arrived({ id: 'e1' }))).toEqual({
        outcome: 'accepted',
        events: [{ outcome: 'duplicate', eventId }],
      });
      expect(await after.storage.backlog()).toHaveLength(1);
      expect(await after.work(nothing)).toMatchObject({ done: 1 });
    });

    it('gives the same event and the same customer the same ids in every store', async () => {
      const [one, two] = [await world(), await world()];
      expect(await one.accept(arrived({ id: 'e1' }))).toEqual(
        await two.accept(arrived({ id: 'e1' })),
      );
      const [mine, other] = [
        await one.storage.customers(list()),
        await two.storage.customers(list()),
      ];
      expect(mine.items[0]?.id).toBe(other.items[0]?.id);
      expect(mine.items[0]?.id).toMatch(/^cus_[0-9a-z]{16,}$/);
    });

    it('keeps nothing of a request with a conflict, and says which places conflict', async () => {
      const { accept, storage } = await world();
      await accept(arrived({ id: 'e1' }));
      const answers = await storage.accept(
        [
          [
            arrived({ id: 'new' }),
            arrived({ id: 'e1', data: { fare: 2 } }),
            arrived({ id: 'newer' }),
          ],
          [arrived({ id: 'other' })],
        ],
        1,
      );
      expect(answers).toMatchObject([
        { outcome: 'conflict', conflicts: [1] },
        { outcome: 'accepted', events: [{ outcome: 'accepted' }] },
      ]);
      expect((await storage.pulse()).events).toBe(2);
      // `new` was not kept, so it is new now.
      expect(await accept(arrived({ id: 'new', data: { fare: 3 } }))).toMatchObject({
        events: [{ outcome: 'accepted' }],
      });
    });

    it('tells apart repeats and conflicts within one request and within one batch', async () => {
      const { storage } = await world();
      const answers = await storage.accept(
        [
          [arrived({ id: 'a' }), arrived({ id: 'a' })],
          [arrived({ id: 'a' }), arrived({ id: 'b' })],
          [arrived({ id: 'c' }), arrived({ id: 'c', data: { fare: 1 } })],
        ],
        1,
      );
      expect(answers).toMatchObject([
        { events: [{ outcome: 'accepted' }, { outcome: 'duplicate' }] },
        { events: [{ outcome: 'duplicate' }, { outcome: 'accepted' }] },
        { outcome: 'conflict', conflicts: [1] },
      ]);
      expect((await storage.pulse()).events).toBe(2);
    });

    it('takes the same id from two partners as two events', async () => {
      const { accept } = await world();
      const answer = await accept(
        arrived({ id: 'e', source: 'rydo' }),
        arrived({ id: 'e', source: 'cardia' }),
      );
      expect(answer).toMatchObject({ events: [{ outcome: 'accepted' }, { outcome: 'accepted' }] });
    });

    it('remembers the event types it has seen, with the last data of each', async () => {
      const { accept, storage, clock } = await world();
      await accept(arrived({ id: 'a', data: { fare: 1 } }));
      clock.nowMs += 1000;
      await accept(arrived({ id: 'b', data: { fare: 2 } }), arrived({ id: 'c', type: 'other' }));
      expect(await storage.eventTypes()).toEqual([
        { type: 'other', partner: 'rydo', lastSeenAtMs: clock.nowMs, data: null },
        { type: 'ride.completed', partner: 'rydo', lastSeenAtMs: clock.nowMs, data: { fare: 2 } },
      ]);
    });
  });
}
