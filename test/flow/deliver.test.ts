/** Deliveries to real HTTP servers that are well, slow, gone, busy or wrong, with a clock that the test moves. */
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../patience.ts';
import { messagesTo, openEndpoint, openWorks } from './works.ts';
import type { Endpoint, Works } from './works.ts';
import { WAYS, wayOf } from './ways.ts';

describe.each(WAYS)('on %s', (kind) => {
  const way = wayOf(kind);
  const HOUR_MS = 3_600_000;
  /** Standard Webhooks: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours. */
  const SCHEDULE_MS = [
    5_000,
    300_000,
    1_800_000,
    ...[2, 5, 10, 14, 20, 24].map((h) => h * HOUR_MS),
  ];

  let works: Works;
  const endpoints: Endpoint[] = [];
  beforeEach(async () => {
    works = await openWorks({ way });
  });
  afterEach(async () => {
    for (const opened of endpoints.splice(0)) await opened.close();
    await works.close();
  });

  async function endpoint(...how: Parameters<typeof openEndpoint>): Promise<Endpoint> {
    const opened = await openEndpoint(...how);
    endpoints.push(opened);
    return opened;
  }
  const answering = (status: number, headers: Record<string, string> = {}) =>
    endpoint((response) => response.writeHead(status, headers).end());

  /** A partner with this endpoint, to which one event sends one message. Gives the partner's secret. */
  async function oneMessage(to: Endpoint): Promise<string> {
    const secret = await works.partner('rydo', to.url);
    await works.publish(messagesTo('rydo'));
    await works.tell({ id: 'e1', type: 'tell.rydo' });
    await attempted(1);
    return secret;
  }

  async function attempted(times: number) {
    await until(`${times} attempts are noted`, async () => {
      const [delivery] = await works.deliveries();
      return delivery?.attempts.length === times;
    });
    const [delivery] = await works.deliveries();
    if (delivery === undefined) throw new Error('there is no delivery');
    return delivery;
  }

  /** Moves the clock to when the next attempt is due. */
  async function wait(): Promise<void> {
    const [delivery] = await works.deliveries();
    works.moveTo(delivery?.nextAttemptAtMs ?? 0);
    works.flow.wakeDeliveries();
  }

  describe('a delivery', () => {
    it('is signed so that the standardwebhooks package takes it, and says who it is about', async () => {
      const to = await answering(204);
      const secret = await oneMessage(to);
      const [arrived] = to.arrived;
      if (arrived === undefined) throw new Error('nothing arrived');
      const { headers, body } = arrived;
      const verified = new Webhook(secret).verify(
        body.toString(),
        headers as Record<string, string>,
      );
      expect(verified).toMatchObject({
        specversion: '1.0',
        id: headers['webhook-id'],
        source: 'recipro',
        type: 'told',
        subject: 'ann',
        data: { says: 'hello' },
      });
      expect(await attempted(1)).toMatchObject({ status: 'delivered', nextAttemptAtMs: null });
    });

    it('is tried ten times over three days with one id and new signatures, and then given up', async () => {
      const to = await answering(500);
      await oneMessage(to);
      for (let attempt = 2; attempt <= 10; attempt += 1) {
        await wait();
        await attempted(attempt);
      }
      const delivery = await attempted(10);
      expect(delivery).toMatchObject({ status: 'failed', nextAttemptAtMs: null });
      const times = delivery.attempts.map(({ atMs }) => atMs);
      for (const [index, delayMs] of SCHEDULE_MS.entries()) {
        const waitedMs = (times[index + 1] ?? 0) - (times[index] ?? 0);
        expect(waitedMs).toBeGreaterThanOrEqual(delayMs * 0.8);
        expect(waitedMs).toBeLessThanOrEqual(delayMs * 1.2 + 1);
      }
      const ids = to.arrived.map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids)).toEqual(new Set([delivery.id]));
      expect(new Set(to.arrived.map(({ headers }) => headers['webhook-signature'])).size).toBe(10);
    });

    it('is not tried before it is due', async () => {
      const to = await answering(500);
      await oneMessage(to);
      const [delivery] = await works.deliveries();
      works.moveTo((delivery?.nextAttemptAtMs ?? 0) - 1);
      works.flow.wakeDeliveries();
      await works.partner('other', (await answering(204)).url);
      await works.publish(messagesTo('rydo', 'other'));
      await works.tell({ id: 'e2', type: 'tell.other' });
      await until(
        'a later one has gone',
        async () => (await works.deliveries())[1]?.status === 'delivered',
      );
      expect(to.arrived).toHaveLength(1);
    });

    it('succeeds when the endpoint has recovered, or when it is sent again by hand', async () => {
      let status = 500;
      const to = await endpoint((response) => response.writeHead(status).end());
      await oneMessage(to);
      status = 200;
      await wait();
      expect((await attempted(2)).status).toBe('delivered');
      const [delivery] = await works.deliveries();
      await works.storage.redeliver(delivery?.id ?? '', works.nowMs());
      works.flow.wakeDeliveries();
      expect((await attempted(3)).status).toBe('delivered');
    });

    it('that is answered 410 fails, and the endpoint gets no more until it is set again', async () => {
      let status = 410;
      const to = await endpoint((response) => response.writeHead(status).end());
      await oneMessage(to);
      expect((await attempted(1)).status).toBe('failed');
      expect((await works.storage.partner('rydo'))?.endpointDisabledAtMs).not.toBeNull();
      await works.tell({ id: 'e2', type: 'tell.rydo' });
      await until('the second waits', async () => (await works.deliveries()).length === 2);
      works.flow.wakeDeliveries();
      status = 200;
      await works.storage.updatePartner('rydo', { endpointUrl: to.url });
      expect(to.arrived).toHaveLength(1);
      works.flow.wakeDeliveries();
      await until('it is sent', async () => (await works.deliveries())[1]?.status === 'delivered');
    });

    it.each([
      [429, '3600', HOUR_MS],
      [503, '3600', HOUR_MS],
      [429, '9999999', 24 * HOUR_MS],
      [429, 'soon', 5_000],
      [500, '3600', 5_000],
    ])(
      'that is answered %i with Retry-After: %s waits accordingly',
      async (status, after, waitMs) => {
        await oneMessage(await answering(status, { 'retry-after': after }));
        const { attempts, nextAttemptAtMs } = await attempted(1);
        const waitedMs = (nextAttemptAtMs ?? 0) - (attempts[0]?.atMs ?? 0);
        expect(waitedMs).toBeGreaterThanOrEqual(waitMs * 0.8);
        expect(waitedMs).toBeLessThanOrEqual(waitMs * 1.2);
      },
    );

    it('that is redirected has failed and goes nowhere else', async () => {
      const elsewhere = await answering(200);
      await oneMessage(await answering(307, { location: elsewhere.url }));
      const { attempts, status } = await attempted(1);
      expect(status).toBe('waiting');
      expect(attempts[0]).toMatchObject({ status: 307, error: 'The endpoint answered 307' });
      expect(elsewhere.arrived).toHaveLength(0);
    });

    it('that meets a closed line is noted with the reason', async () => {
      await oneMessage(await endpoint((response) => response.destroy()));
      const { attempts } = await attempted(1);
      expect(attempts[0]).toMatchObject({
        status: null,
        error: expect.stringMatching(/closed|reset/i),
      });
    });

    it('that a dead process had claimed is sent when its lease has passed, and the dead one’s result counts no more', async () => {
      const to = await answering(200);
      await works.partner('rydo');
      await works.publish(messagesTo('rydo'));
      await works.tell({ id: 'e1', type: 'tell.rydo' });
      await until('it waits', async () => (await works.deliveries()).length === 1);
      await works.storage.updatePartner('rydo', { endpointUrl: to.url });
      const claim = { nowMs: works.nowMs(), leaseMs: 60_000, limit: 10, except: [] };
      const [claimed] = await works.storage.claimDeliveries(claim);
      works.flow.wakeDeliveries();
      works.moveTo(works.nowMs() + 60_001);
      works.flow.wakeDeliveries();
      expect((await attempted(1)).status).toBe('delivered');
      const late = { atMs: 0, status: 500, error: 'late', durationMs: 0 };
      const { id = '', fence = 0 } = claimed ?? {};
      const next = { outcome: 'failed' } as const;
      const result = { id, fence, attempt: late, next };
      expect(await works.storage.settleDeliveries([result])).toEqual([false]);
      expect((await attempted(1)).status).toBe('delivered');
    });
  });

  describe('an endpoint that does not answer', () => {
    it('is left alone for a while, and what waits for it is sent when it is back', async () => {
      const hanging: ServerResponse[] = [];
      let dead = true;
      const to = await endpoint((response) => {
        if (dead) hanging.push(response);
        else response.end();
      });
      await works.partner('rydo', to.url);
      await works.publish(messagesTo('rydo'));
      for (let index = 0; index < 30; index += 1)
        await works.tell({ id: `e${index}`, type: 'tell.rydo' });
      await until('it has its share', () => hanging.length === 4);
      works.moveTo(works.nowMs() + 6_000);
      for (const response of hanging) response.destroy();
      await until('four attempts are noted', async () => {
        const deliveries = await works.deliveries();
        return deliveries.filter(({ attempts }) => attempts.length > 0).length === 4;
      });
      works.flow.wakeDeliveries();
      dead = false;
      await until('all are delivered', async () => {
        works.moveTo(works.nowMs() + 70_000);
        works.flow.wakeDeliveries();
        return (await works.deliveries()).every(({ status }) => status === 'delivered');
      });
      expect(hanging).toHaveLength(4);
    });

    it('gets a few at a time and holds up nobody else', async () => {
      const slow = await endpoint(() => {});
      const quick = await answering(204);
      await works.partner('rydo');
      await works.partner('slow', slow.url);
      await works.partner('quick', quick.url);
      await works.publish(messagesTo('slow', 'quick'));
      for (let index = 0; index < 300; index += 1)
        await works.tell({ id: `s${index}`, type: 'tell.slow' });
      for (let index = 0; index < 100; index += 1)
        await works.tell({ id: `q${index}`, type: 'tell.quick' });
      await until('all for the quick one have arrived', () => quick.arrived.length === 100);
      expect(slow.arrived.length).toBeGreaterThan(0);
      expect(slow.arrived.length).toBeLessThanOrEqual(4);
      expect(new Set(quick.arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(100);
    });
  });
});
