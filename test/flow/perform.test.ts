/** What an action does outside the books: after commit, until it succeeds, with one key for all its attempts. */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction } from '@recipro/schema';
import type { PerformTools, Workflow } from '@recipro/schema';
import { createEgress } from '@recipro/server/egress.ts';
import { createAttempt } from '@recipro/server/pipeline/attempt.ts';
import { until } from '../patience.ts';
import { openEndpoint, openWorks } from './works.ts';
import type { Endpoint, Works } from './works.ts';
import { WAYS, wayOf } from './ways.ts';

describe.each(WAYS)('on %s', (kind) => {
  const way = wayOf(kind);
  const WORKFLOW: Workflow = {
    id: 'calls',
    name: 'Calls',
    roles: [{ role: 'rides', title: 'Rides', partner: 'rydo' }],
    nodes: [
      { id: 'on', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      { id: 'call', kind: 'action', action: 'test.call', params: {} },
    ],
    edges: [{ from: 'on', out: 'next', to: 'call' }],
  };

  function calling(perform: (tools: PerformTools) => Promise<void>) {
    return defineAction({
      kind: 'test.call',
      title: 'Call',
      summary: 'Calls somebody.',
      icon: 'phone',
      group: 'Test',
      params: z.strictObject({}),
      declines: false,
      plan: () => ({ effects: [{ type: 'perform', input: { greeting: 'hello' } }] }),
      perform: (input, tools) => {
        expect(input).toEqual({ greeting: 'hello' });
        return perform(tools);
      },
    });
  }

  let works: Works;
  let endpoint: Endpoint;
  afterEach(async () => {
    await works.close();
    await endpoint.close();
  });

  const attempts = async () => (await works.deliveries())[0]?.attempts ?? [];

  describe('what an action performs', () => {
    it('is repeated on the schedule of deliveries until it succeeds', async () => {
      let status = 500;
      endpoint = await openEndpoint((response) => response.writeHead(status).end());
      const action = calling(async ({ fetch, idempotencyKey }) => {
        const headers = { 'idempotency-key': idempotencyKey };
        const answer = await fetch(endpoint.url, { method: 'POST', headers, body: 'hello' });
        if (answer.status !== 200) throw new Error(`It answered ${answer.status}`);
      });
      works = await openWorks({ way, actions: [action] });
      await works.partner('rydo');
      await works.publish(WORKFLOW);
      await works.tell({ id: 'e1', type: 'ride.completed' });
      await until('it was tried', async () => (await attempts()).length === 1);
      expect(await attempts()).toMatchObject([{ status: null, error: 'It answered 500' }]);
      status = 200;
      works.moveTo((await works.deliveries())[0]?.nextAttemptAtMs ?? 0);
      works.flow.wakeDeliveries();
      await until('it is done', async () => (await works.deliveries())[0]?.status === 'delivered');
      const keys = endpoint.arrived.map(({ headers }) => headers['idempotency-key']);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    });

    it('and never comes back is given up, told so by its signal, and tried again', async () => {
      endpoint = await openEndpoint((response) => response.end());
      works = await openWorks({ way });
      let aborted = false;
      const action = calling(({ signal }) => {
        signal.addEventListener('abort', () => void (aborted = true));
        return new Promise(() => {});
      });
      const egress = createEgress({ allowLocal: true });
      const attempt = createAttempt({
        egress,
        seal: { open: (sealed) => sealed },
        actions: new Map([[action.kind, action]]),
        performTimeoutMs: 50,
      });
      const row = {
        id: 'd1',
        fence: 1,
        kind: 'perform',
        to: 'test.call',
        type: '',
        attempts: 0,
      } as const;
      const none = { endpointUrl: null, sealedSecret: null };
      const outcome = await attempt({ ...row, ...none, body: '{"greeting":"hello"}' }, 0);
      expect(outcome.error).toContain('longer than');
      expect(aborted).toBe(true);
      const unknown = await attempt({ ...row, ...none, to: 'test.gone', body: '{}' }, 0);
      expect(unknown.error).toContain('no action test.gone');
      await egress.close();
    });
  });
});
