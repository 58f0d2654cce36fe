/** An api and workers as processes of their own, on PostgreSQL and Redis: who does what, and what each says of itself. */
import { DraftSaved, PartnerCreated, WorkflowView } from '@recipro/schema';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { create, publish, save } from '../http/drafts.ts';
import { until } from '../patience.ts';
import { startPostgres } from '../postgres.ts';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import { startRedis } from '../redis.ts';
import { send } from '../session.ts';
import type { Session } from '../session.ts';
import { messagesTo, openEndpoint } from './works.ts';
import type { Endpoint } from './works.ts';

/** A sweeper that was killed has the duty for four seconds more, and is looked for every second. */
const SWEPT_AGAIN_MS = 15_000;

const Page = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

let api: ServerProcess;
let session: Session;
let apiKey: string;
let endpoint: Endpoint;
let redis: Awaited<ReturnType<typeof startRedis>>;
let start: (role: string) => Promise<ServerProcess>;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  const postgres = await startPostgres();
  ends.push(() => postgres.stop());
  redis = await startRedis();
  ends.push(() => redis.stop());
  const env = {
    DATABASE_URL: await postgres.database(),
    REDIS_URL: redis.url,
    SECRET_KEY: 'ab'.repeat(32),
    ALLOW_LOCAL_DELIVERIES: 'true',
    LOG_LEVEL: 'warn',
  };
  start = async (ROLE) => {
    const server = await startServer({ env: { ...env, ROLE } });
    ends.push(() => server.stop());
    return server;
  };
  endpoint = await openEndpoint((response) => response.writeHead(204).end());
  ends.push(() => endpoint.close());
  api = await start('api');
  session = await api.signIn();
  const made = await session.post('/api/partners', { id: 'rydo', name: 'Rydo' });
  ({ apiKey } = made.as(PartnerCreated));
  const change = { method: 'PATCH', body: { endpointUrl: endpoint.url } };
  expect((await session.request('/api/partners/rydo', change)).status).toBe(200);
  await publishMessages('rydo');
});
afterAll(async () => {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
});

/** Publishes the next version: events `tell.<partner>` send a message. */
async function publishMessages(...partners: readonly string[]): Promise<void> {
  const known = await session.get('/api/workflows/messages');
  const view =
    known.status === 404 ? await create(session, { name: 'Messages' }) : known.as(WorkflowView);
  const saved = await save(session, messagesTo(...partners), view.revision);
  const { revision } = saved.as(DraftSaved);
  const live = await publish(session, 'messages', revision);
  expect(live.status, live.text).toBe(200);
}

async function tell(type: string, ...ids: readonly string[]): Promise<void> {
  const events = ids.map((id) => ({
    specversion: '1.0',
    id,
    source: 'rydo',
    type,
    subject: 'ann',
  }));
  const answer = await send(api.url, '/v1/events', {
    method: 'POST',
    body: events,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/cloudevents-batch+json',
    },
  });
  expect(answer.status, answer.text).toBe(202);
}

const ready = async (server: ServerProcess) => (await send(server.url, '/ready')).json;

it('an api alone keeps events and sends nothing; a worker that comes does the rest and says what it does', async () => {
  await tell('tell.rydo', 'e1', 'e2');
  const worker = await start('worker');
  await until('both messages are sent', () => endpoint.arrived.length === 2);
  expect(await ready(worker)).toEqual({
    status: 'ready',
    storage: true,
    queue: true,
    role: 'worker',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    backlog: 0,
  });
  expect((await send(worker.url, '/health')).json).toMatchObject({ status: 'ok', role: 'worker' });
  const door = await send(worker.url, '/v1/events', { method: 'POST', body: [] });
  expect(door.status).toBe(404);
  expect(await worker.stop()).toBe(0);

  const [first] = (await session.get('/api/deliveries')).as(Page).items;
  expect((await session.post(`/api/deliveries/${first?.id}/redeliver`)).status).toBeLessThan(300);
  await tell('tell.rydo', 'e3');
  const second = await start('worker');
  await until('they are sent by the next one', () => endpoint.arrived.length === 4);
  await second.stop();
});

it('a workflow that is published at the api is what workers decide by from then on, and screens at the api hear of it', async () => {
  const worker = await start('worker');
  const stream = await fetch(`${api.url}/api/live`, { headers: { cookie: session.cookie } });
  const pieces = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  await session.post('/api/partners', { id: 'late', name: 'Late' });
  const runs = async () => (await session.get('/api/runs')).as(Page).items.length;
  const before = await runs();
  await tell('tell.rydo', 'e4');
  await until('the old version has run', async () => (await runs()) === before + 1);
  await publishMessages('rydo', 'late');
  await tell('tell.late', 'e5');
  await until('the new version has run', async () => (await runs()) === before + 2);
  let heard = '';
  await until('the screen heard of runs', async () => {
    heard += (await pieces?.read())?.value ?? '';
    const last = /.*"runs":(\d+)/s.exec(heard)?.[1];
    return Number(last) === before + 2;
  });
  await pieces?.cancel();
  await worker.stop();
});

it('a worker that dies leaves the sweep to another within seconds', async () => {
  const first = await start('worker');
  await until('it is at work', async () => (await ready(first)) !== undefined);
  const second = await start('worker');
  await first.kill();
  const before = endpoint.arrived.length;
  const client = new Redis(redis.url);
  ends.push(() => client.disconnect());
  // Rings are forgotten for as long as the sweep is nobody's, so only a sweep finds the event.
  await tell('tell.rydo', 'e6');
  await client.flushall();
  await until('it is found', () => endpoint.arrived.length > before, SWEPT_AGAIN_MS);
  await second.stop();
});
