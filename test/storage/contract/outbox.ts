/** Messages: made once, claimed by one, settled by whoever holds the newest claim. */
import type { DeliveryResult } from '@recipro/server/storage/storage.ts';
import { describe, expect, it } from 'vitest';
import { arrived, asking, list, START_MS } from '../story.ts';
import type { World } from '../world.ts';

const LEASE_MS = 1_000;

export function outboxContract(make: () => Promise<World>): void {
  /** A world with one message to rydo for each event, and rydo's endpoint set unless said otherwise. */
  async function sending(count = 1, endpointUrl: string | null = 'https://rydo.example/in') {
    const world = await make();
    const { storage, accept, work, clock } = world;
    if (endpointUrl !== null) await storage.updatePartner('rydo', { endpointUrl });
    for (let i = 0; i < count; i += 1) await accept(arrived({ id: `e${i}` }));
    await work(
      asking((run) => [
        { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 'paid', data: { a: 1 } },
        { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 'paid', data: { a: 1 } },
      ]),
    );
    const claim = (except: readonly string[] = []) =>
      storage.claimDeliveries({ nowMs: clock.nowMs, leaseMs: LEASE_MS, limit: 10, except });
    return { ...world, claim };
  }

  const result = (
    { id, fence }: { id: string; fence: number },
    next: DeliveryResult['next'],
    status: number | null = 200,
  ): DeliveryResult => ({
    id,
    fence,
    attempt: { atMs: START_MS, status, error: null, durationMs: 5 },
    next,
  });

  describe('the outbox', () => {
    it('makes one message of one key, an envelope with the receiver’s own id of the customer', async () => {
      const { claim } = await sending();
      const claimed = await claim();
      expect(claimed).toMatchObject([
        {
          kind: 'deliver',
          to: 'rydo',
          type: 'paid',
          endpointUrl: 'https://rydo.example/in',
          sealedSecret: 'sealed-rydo',
          attempts: 0,
        },
      ]);
      expect(JSON.parse(claimed[0]?.body ?? '')).toEqual({
        specversion: '1.0',
        id: claimed[0]?.id,
        source: 'recipro',
        type: 'paid',
        subject: 'anna',
        time: new Date(START_MS).toISOString(),
        datacontenttype: 'application/json',
        data: { a: 1 },
      });
    });

    it('gives a message to one claimer at a time, and to the next when the lease has passed', async () => {
      const { claim, clock } = await sending(3);
      const first = await claim();
      expect(first).toHaveLength(3);
      expect(await claim()).toEqual([]);
      clock.nowMs += LEASE_MS;
      const second = await claim();
      expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
      expect(second[0]?.fence).toBeGreaterThan(first[0]?.fence ?? 0);
    });

    it('steps over receivers that have their share, and gives the longest due of the others', async () => {
      const { storage, accept, work, clock } = await make();
      for (const id of ['rydo', 'cardia'])
        await storage.updatePartner(id, { endpointUrl: `https://${id}.example` });
      for (const to of ['rydo', 'rydo', 'cardia', 'rydo']) {
        clock.nowMs += 1;
        await accept(arrived({ id: `e${clock.nowMs}` }));
        await work(
          asking((run) => [
            { ask: 'send', key: run.runId, kind: 'deliver', to, type: 'paid', data: {} },
          ]),
        );
      }
      const claim = async (limit: number, except: readonly string[]) => {
        const options = { nowMs: clock.nowMs, leaseMs: LEASE_MS, limit, except };
        return (await storage.claimDeliveries(options)).map(({ to }) => to);
      };
      expect(await claim(9, ['rydo', 'cardia'])).toEqual([]);
      expect(await claim(9, ['rydo'])).toEqual(['cardia']);
      clock.nowMs += LEASE_MS;
      expect(await claim(3, [])).toEqual(['rydo', 'rydo', 'rydo']);
      expect(await claim(9, [])).toEqual(['cardia']);
    });

    it('takes no result from a claim that was overtaken', async () => {
      const { claim, clock, storage } = await sending();
      const [old] = await claim();
      clock.nowMs += LEASE_MS;
      const [current] = await claim();
      if (old === undefined || current === undefined) throw new Error('Both claims got it');
      expect(await storage.settleDeliveries([result(old, { outcome: 'failed' })])).toEqual([false]);
      expect(await storage.settleDeliveries([result(current, { outcome: 'delivered' })])).toEqual([
        true,
      ]);
      expect(await storage.settleDeliveries([result(current, { outcome: 'failed' })])).toEqual([
        false,
      ]);
      const { items } = await storage.deliveries(list());
      expect(items).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }] }]);
    });

    it('takes many results at once, each as if it came alone', async () => {
      const { claim, storage, clock } = await sending(6);
      const claimed = await claim();
      const [a, b, c, d, e, f] = claimed;
      if (!a || !b || !c || !d || !e || !f) throw new Error('All were claimed');
      const before = (await storage.pulse()).deliveries;
      const atMs = clock.nowMs + 5_000;
      const answers = await storage.settleDeliveries([
        result(a, { outcome: 'delivered' }),
        result({ id: b.id, fence: b.fence - 1 }, { outcome: 'failed' }),
        result(c, { outcome: 'retry', atMs }, 500),
        result(a, { outcome: 'failed' }),
        result({ id: 'msg_none', fence: 1 }, { outcome: 'failed' }),
        result(d, { outcome: 'failed' }, 400),
      ]);
      expect(answers).toEqual([true, false, true, false, false, true]);
      expect((await storage.pulse()).deliveries).toBe(before + 3);
      const status = async () =>
        new Map((await storage.deliveries(list())).items.map((each) => [each.id, each]));
      expect((await status()).get(a.id)).toMatchObject({ status: 'delivered' });
      expect((await status()).get(c.id)).toMatchObject({ nextAttemptAtMs: atMs });
      expect((await status()).get(d.id)).toMatchObject({ status: 'failed' });
      await storage.settleDeliveries([
        result(e, { outcome: 'gone' }, 410),
        result(f, { outcome: 'retry', atMs }, 500),
      ]);
      expect((await status()).get(f.id)).toMatchObject({
        status: 'waiting',
        nextAttemptAtMs: null,
      });
      expect((await status()).get(c.id)).toMatchObject({ nextAttemptAtMs: null });
      expect(await storage.settleDeliveries([])).toEqual([]);
    });

    it('is due again at the time a retry asked for, and counts its attempts', async () => {
      const { claim, clock, storage } = await sending();
      const [claimed] = await claim();
      if (claimed === undefined) throw new Error('It was claimed');
      const atMs = clock.nowMs + 5_000;
      await storage.settleDeliveries([result(claimed, { outcome: 'retry', atMs }, 500)]);
      expect((await storage.deliveries(list())).items).toMatchObject([
        { status: 'waiting', nextAttemptAtMs: atMs, attempts: [{ status: 500 }], reason: null },
      ]);
      clock.nowMs = atMs - 1;
      expect(await claim()).toEqual([]);
      clock.nowMs = atMs;
      expect(await claim()).toMatchObject([{ attempts: 1 }]);
    });

    it('keeps a message for a partner without an endpoint, says why, and sends it once there is one', async () => {
      const { claim, storage } = await sending(2, null);
      expect(await claim()).toEqual([]);
      const { items } = await storage.deliveries(list());
      expect(items).toMatchObject([
        {
          status: 'waiting',
          nextAttemptAtMs: null,
          reason: expect.stringContaining('no endpoint'),
        },
        { status: 'waiting' },
      ]);
      await storage.updatePartner('rydo', { endpointUrl: 'https://rydo.example/in' });
      expect(await claim()).toHaveLength(2);
    });

    it('holds back everything for an endpoint that answered 410, until it is saved again', async () => {
      const { claim, storage, clock } = await sending(2);
      const [gone] = await claim();
      if (gone === undefined) throw new Error('It was claimed');
      const before = await storage.revision();
      await storage.settleDeliveries([result(gone, { outcome: 'gone' }, 410)]);
      expect(await storage.revision()).toBeGreaterThan(before);
      expect(await storage.partner('rydo')).toMatchObject({ endpointDisabledAtMs: START_MS });
      clock.nowMs += LEASE_MS;
      expect(await claim()).toEqual([]);
      const { items } = await storage.deliveries(list());
      expect(items.map(({ status }) => status).toSorted()).toEqual(['failed', 'waiting']);
      expect(items.find(({ status }) => status === 'waiting')?.reason).toContain('410');
      await storage.updatePartner('rydo', { endpointUrl: 'https://rydo.example/new' });
      expect(await storage.partner('rydo')).toMatchObject({ endpointDisabledAtMs: null });
      expect(await claim()).toMatchObject([{ endpointUrl: 'https://rydo.example/new' }]);
    });

    it('sends a message again when asked to, whatever became of it, and overtakes a claim under way', async () => {
      const { claim, storage, clock } = await sending();
      const [claimed] = await claim();
      if (claimed === undefined) throw new Error('It was claimed');
      expect(await storage.redeliver(claimed.id, clock.nowMs)).toBe(true);
      expect(await storage.settleDeliveries([result(claimed, { outcome: 'delivered' })])).toEqual([
        false,
      ]);
      const [again] = await claim();
      if (again === undefined) throw new Error('It was claimed again');
      await storage.settleDeliveries([result(again, { outcome: 'delivered' })]);
      expect(await claim()).toEqual([]);
      await storage.redeliver(claimed.id, clock.nowMs);
      expect(await claim()).toMatchObject([{ id: claimed.id, attempts: 1 }]);
      expect(await storage.redeliver('msg_none', clock.nowMs)).toBe(false);
    });

    it('keeps what an action has to perform beside messages, with its input as it is', async () => {
      const { storage, accept, work, clock } = await make();
      await accept(arrived({ id: 'e' }));
      await work(
        asking(() => [
          {
            ask: 'send',
            key: 'k',
            kind: 'perform',
            to: 'crm.update',
            type: 'crm.update',
            data: { a: 1 },
          },
        ]),
      );
      const claimed = await storage.claimDeliveries({
        nowMs: clock.nowMs,
        leaseMs: 1,
        limit: 1,
        except: [],
      });
      expect(claimed).toMatchObject([
        {
          kind: 'perform',
          to: 'crm.update',
          body: '{"a":1}',
          endpointUrl: null,
          sealedSecret: null,
        },
      ]);
    });

    it('finds deliveries by partner and by status', async () => {
      const { claim, storage } = await sending(3);
      const [first] = await claim();
      if (first === undefined) throw new Error('It was claimed');
      await storage.settleDeliveries([result(first, { outcome: 'delivered' })]);
      const count = async (query: Parameters<typeof list>[0]) =>
        (await storage.deliveries(list(query))).items.length;
      expect(await count({ partner: 'rydo' })).toBe(3);
      expect(await count({ partner: 'cardia' })).toBe(0);
      expect(await count({ status: 'delivered' })).toBe(1);
      expect(await count({ partner: 'rydo', status: 'waiting' })).toBe(2);
      expect(await count({ status: 'nonsense' })).toBe(0);
    });
  });
}
