/** Lists: newest first, page by page, unmoved by what is added meanwhile, and searchable by what people type. */
import type { ListQuery, Page } from '@recipro/schema';
import { describe, expect, it } from 'vitest';
import { arrived, asking, list, post } from '../story.ts';
import type { World } from '../world.ts';

const COUNT = 7;

export function listContract(make: () => Promise<World>): void {
  /** Seven events of seven customers, each with a run, a transfer and a message. */
  async function busy(): Promise<World> {
    const world = await make();
    for (let i = 0; i < COUNT; i += 1)
      await world.accept(arrived({ id: `e${i}`, subject: `Rider-${i}` }));
    await work(world);
    return world;
  }
  const work = (world: World) =>
    world.work(
      asking((run) => [
        post(run, { reference: `ref-${run.event.id}` }),
        { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 'paid', data: {} },
      ]),
    );

  const lists = {
    runs: ({ storage }: World, query: ListQuery) => storage.runs(query),
    transfers: ({ storage }: World, query: ListQuery) => storage.transfers(query),
    deliveries: ({ storage }: World, query: ListQuery) => storage.deliveries(query),
    customers: ({ storage }: World, query: ListQuery) => storage.customers(query),
    accounts: ({ storage }: World, query: ListQuery) => storage.accounts(query),
  } as const satisfies Record<
    string,
    (
      world: World,
      query: ListQuery,
    ) => Promise<Page<{ readonly id: string } | { readonly address: string }>>
  >;

  const idsOf = (page: Page<{ readonly id: string } | { readonly address: string }>) =>
    page.items.map((item) => ('id' in item ? item.id : item.address));

  describe('lists', () => {
    for (const [name, read] of Object.entries(lists)) {
      it(`shows all ${name} newest first, a page at a time, and is not shifted by new ones`, async () => {
        const world = await busy();
        const whole = idsOf(await read(world, list()));
        expect(new Set(whole).size).toBe(whole.length);
        const found: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 20; page += 1) {
          const next = await read(
            world,
            list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) }),
          );
          found.push(...idsOf(next));
          if (next.nextCursor === null) break;
          cursor = next.nextCursor;
          await world.accept(arrived({ id: `late-${page}`, subject: `late-${page}` }));
          await work(world);
        }
        expect(found).toEqual(whole);
        await expect(read(world, list({ cursor: '1; DROP TABLE runs' }))).rejects.toMatchObject({
          code: 'bad-request',
        });
      });
    }

    it('finds what people look for: ids, subjects, types, references, in any case', async () => {
      const world = await busy();
      const [newest] = (await world.storage.runs(list({ limit: 1 }))).items;
      const id = newest?.id ?? '';
      const customer = newest?.customerId ?? '';
      const count = async (name: keyof typeof lists, query: Partial<ListQuery>) =>
        (await lists[name](world, list(query))).items.length;
      for (const q of [id, id.slice(0, -2), customer, 'Rider-6', 'rider-6', newest?.eventId ?? ''])
        expect([q, await count('runs', { q })]).toEqual([q, 1]);
      expect(await count('runs', { q: 'RIDE.COMP' })).toBe(COUNT);
      expect(await count('runs', { q: 'nothing like it' })).toBe(0);
      expect(await count('runs', { q: '%' })).toBe(0);
      expect(await count('runs', { workflow: 'ride' })).toBe(COUNT);
      expect(await count('runs', { workflow: 'none' })).toBe(0);
      expect(await count('runs', { customer })).toBe(1);
      expect(await count('runs', { partner: 'rydo' })).toBe(COUNT);
      expect(await count('customers', { q: 'RIDER-3' })).toBe(1);
      expect(await count('customers', { q: 'ider' })).toBe(COUNT);
      expect(await count('customers', { partner: 'cardia' })).toBe(0);
      expect(await count('transfers', { q: 'ref-e3' })).toBe(1);
      expect(await count('transfers', { q: 'Rider-3' })).toBe(1);
      expect(await count('transfers', { customer })).toBe(1);
      expect(await count('accounts', { q: 'card' })).toBe(COUNT + 1);
      expect(await count('accounts', { partner: 'cardia' })).toBe(1);
      expect(await count('accounts', { q: 'rider-3' })).toBe(1);
      expect(await count('deliveries', { q: 'paid' })).toBe(COUNT);
      expect(await count('deliveries', { q: 'Rider-3' })).toBe(1);
    });

    it('names the customer of a booking and of an account by the number that a partner gave them', async () => {
      const { storage } = await busy();
      const transfers = await storage.transfers(list());
      expect(transfers.items.map(({ subject }) => subject)).toEqual(
        Array.from({ length: COUNT }, (_, i) => `Rider-${COUNT - 1 - i}`),
      );
      const customerOf = new Map(transfers.items.map((each) => [each.customerId, each.subject]));
      const { items } = await storage.accounts(list());
      for (const { address, subject } of items)
        expect(subject).toBe(customerOf.get(address.split(':')[1] ?? '') ?? null);
      const [run] = (await storage.runs(list({ q: 'Rider-2' }))).items;
      expect((await storage.run(run?.id ?? ''))?.transfers).toMatchObject([{ subject: 'Rider-2' }]);
    });

    it('lists the transfers of one account, page by page', async () => {
      const world = await busy();
      const { storage } = world;
      const account = 'partner:cardia:issued';
      const first = await storage.transfers(list({ account, limit: 4 }));
      const cursor = first.nextCursor ?? '';
      const second = await storage.transfers(list({ account, limit: 4, cursor }));
      expect([...first.items, ...second.items].map(({ reference }) => reference)).toEqual(
        Array.from({ length: COUNT }, (_, i) => `ref-e${COUNT - 1 - i}`),
      );
      expect(second.nextCursor).toBeNull();
      expect((await storage.transfers(list({ account: 'partner:none:issued' }))).items).toEqual([]);
      const { items } = await storage.transfers(list({ account, q: 'ref-e2' }));
      expect(items).toMatchObject([{ reference: 'ref-e2' }]);
    });
  });
}
