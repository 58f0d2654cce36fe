/** Customers: one for each identity, until two identities are said to be one. */
import { describe, expect, it } from 'vitest';
import { arrived, asking, list, nothing, post, START_MS } from '../story.ts';
import type { World } from '../world.ts';

const anna = { partner: 'rydo', subject: 'anna' };
const card = { partner: 'cardia', subject: '77' };

export function customerContract(world: () => Promise<World>): void {
  describe('customers', () => {
    it('makes one customer of two identities that are linked before the second is used', async () => {
      const { accept, work, storage, clock } = await world();
      await accept(arrived({ id: 'a' }));
      const { customerId } = await storage.linkIdentity({ known: anna, also: card }, START_MS);
      clock.nowMs += 5;
      await accept(arrived({ id: 'b', source: 'cardia', subject: '77' }));
      await work(asking((run) => [post(run)]));
      expect((await storage.customers(list())).items).toEqual([
        {
          id: customerId,
          identities: [card, anna],
          tags: [],
          balances: [{ currency: 'CARD', balanceMinor: 20, pendingMinor: 0 }],
          firstSeenAtMs: START_MS,
          lastEventAtMs: START_MS + 5,
        },
      ]);
    });

    it('links in either direction, again and again, and with itself', async () => {
      const { accept, storage } = await world();
      await accept(arrived({ id: 'a' }));
      const [customer] = (await storage.customers(list())).items;
      const same = { customerId: customer?.id ?? '' };
      expect(await storage.linkIdentity({ known: card, also: anna }, 1)).toEqual(same);
      expect(await storage.linkIdentity({ known: anna, also: card }, 1)).toEqual(same);
      expect(await storage.linkIdentity({ known: anna, also: anna }, 1)).toEqual(same);
      const fresh = { partner: 'rydo', subject: 'new' };
      const created = await storage.linkIdentity({ known: fresh, also: fresh }, 1);
      expect((await storage.customer(created.customerId))?.identities).toEqual([fresh]);
    });

    it('keeps events in one shard, also those that come by a linked identity', async () => {
      const { accept, storage } = await world();
      await storage.linkIdentity({ known: anna, also: card }, 1);
      await accept(arrived({ id: 'a' }), arrived({ id: 'b', source: 'cardia', subject: '77' }));
      const lines = await storage.backlog();
      expect(lines).toMatchObject([{ partner: 'cardia' }, { partner: 'rydo' }]);
      expect(new Set(lines.map(({ shard }) => shard)).size).toBe(1);
    });

    it('moves an identity without a history to the other customer', async () => {
      const { accept, storage } = await world();
      const other = { partner: 'cardia', subject: '78' };
      const empty = await storage.linkIdentity({ known: card, also: other }, 1);
      await accept(arrived({ id: 'a' }));
      const kept = await storage.linkIdentity({ known: card, also: anna }, 1);
      expect(kept.customerId).not.toBe(empty.customerId);
      expect((await storage.customer(kept.customerId))?.identities).toEqual([card, other, anna]);
      expect(await storage.customer(empty.customerId)).toBeNull();
    });

    it('refuses to merge two histories', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'a' }), arrived({ id: 'b', source: 'cardia', subject: '77' }));
      await work(nothing);
      await expect(storage.linkIdentity({ known: anna, also: card }, 1)).rejects.toMatchObject({
        code: 'customer-has-history',
      });
      expect((await storage.customers(list())).items).toHaveLength(2);
    });

    it('knows no customer that was never seen', async () => {
      const { storage } = await world();
      expect(await storage.customer('cus_none')).toBeNull();
    });
  });
}
