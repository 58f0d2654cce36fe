/**
 * Five and ten times as much as the server can do, from senders who do not listen: it goes on doing what it can, says no to the rest,
 * stays small, forgets nothing that it took, and is itself again as soon as they stop.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { DraftSaved, PartnerCreated } from '@recipro/schema';
import { Agent, request } from 'undici';
import { expect, it } from 'vitest';
import { create, publish, save } from '../http/drafts.ts';
import { until } from '../patience.ts';
import { startServer } from '../process.ts';
import { ride } from './door.ts';

const BATCH = 100;
const BOUND = 4_000;
const PHASE_MS = 3_000;
/** Connections that are open at once; more would only queue in the sender. */
const CONNECTIONS = 100;
/** Of the peak, on a machine that others use too. Alone it is above four fifths. */
const GOODPUT_MIN = 0.6;
const MEMORY_KIB_MAX = 450 * 1024;

type Tally = { accepted: number; refused: number; readonly others: unknown[] };

it('takes what it can under five and ten times its load, bounded, and recovers by itself', async ({
  annotate,
}) => {
  const server = await startServer({
    env: {
      BACKLOG_MAX: String(BOUND),
      BACKLOG_PARTNER_MAX: String(BOUND),
      LOG_LEVEL: 'error',
    },
  });
  const session = await server.signIn();
  const made = await session.post('/api/partners', { id: 'rydo', name: 'Rydo' });
  const { apiKey } = made.as(PartnerCreated);
  const { document, revision } = await create(session, { name: 'Rides' });
  const nodes = [
    { id: 'on', kind: 'trigger' as const, event: 'ride.completed', from: 'rides' },
    { id: 'add', kind: 'action' as const, action: 'score.add', params: { name: 'rides', by: 1 } },
  ];
  const saved = await save(
    session,
    {
      ...document,
      roles: [{ role: 'rides', title: 'Rides', partner: 'rydo' }],
      nodes,
      edges: [{ from: 'on', out: 'next', to: 'add' }],
    },
    revision,
  );
  const live = await publish(session, document.id, saved.as(DraftSaved).revision);
  expect(live.status, live.text).toBe(200);

  const store = new Database(path.join(server.dataDir, 'recipro.db'), { readonly: true });
  const one = (sql: string) => store.prepare<[], number>(sql).pluck().get() ?? 0;
  const done = () => one('SELECT total(done) FROM served');
  const agent = new Agent({ connections: CONNECTIONS });
  const tally: Tally = { accepted: 0, refused: 0, others: [] };
  let bodies = 0;
  const send = async () => {
    bodies += 1;
    const batch = Array.from({ length: BATCH }, (_, i) =>
      ride({ subject: `rider-${(bodies * 7 + i) % 500}` }),
    );
    const answer = await request(`${server.url}/v1/events`, {
      method: 'POST',
      dispatcher: agent,
      body: JSON.stringify(batch),
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        authorization: `Bearer ${apiKey}`,
      },
    });
    const text = await answer.body.text();
    if (answer.statusCode === 202) tally.accepted += BATCH;
    else if (answer.statusCode === 429 && Number(answer.headers['retry-after']) >= 1)
      tally.refused += BATCH;
    else tally.others.push(`${answer.statusCode} ${text}`);
    return answer.statusCode;
  };
  /** Events evaluated in a second while `load` runs. */
  const rateDuring = async (load: (endMs: number) => Promise<unknown>) => {
    const [before, beganMs] = [done(), performance.now()];
    await load(beganMs + PHASE_MS);
    return ((done() - before) / (performance.now() - beganMs)) * 1_000;
  };
  /** As fast as it is answered, waiting a moment after a refusal: the most that it can do. */
  const asAnswered = async (endMs: number) => {
    while (performance.now() < endMs) if ((await send()) !== 202) await pause(20);
  };
  /** At fixed times, whatever is answered. */
  const atRate = (eventsPerSecond: number) => async (endMs: number) => {
    const underWay = new Set<Promise<unknown>>();
    const beganMs = performance.now();
    for (let sent = 0; performance.now() < endMs;) {
      const due = ((performance.now() - beganMs) / 1_000) * (eventsPerSecond / BATCH);
      for (; sent < due && underWay.size < CONNECTIONS; sent += 1) {
        const sending = send().finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
      await pause(2);
    }
    await Promise.all(underWay);
  };
  const memoryKib = () =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]);

  const four = (endMs: number) => Promise.all([1, 2, 3, 4].map(() => asAnswered(endMs)));
  await rateDuring(four);
  const peak = await rateDuring(four);
  tally.refused = 0;
  const five = await rateDuring(atRate(5 * peak));
  const ten = await rateDuring(atRate(10 * peak));
  const shares = [five, ten].map((rate) => `${Math.round((rate / peak) * 100)} %`);
  await annotate(
    `of a peak of ${Math.round(peak)} events a second: ${shares.join(' and ')}; ${Math.round(memoryKib() / 1024)} MiB at most`,
  );
  expect(tally.refused).toBeGreaterThan(0);
  expect(tally.others).toEqual([]);
  expect(five / peak).toBeGreaterThan(GOODPUT_MIN);
  expect(ten / peak).toBeGreaterThan(GOODPUT_MIN);
  expect(memoryKib()).toBeLessThan(MEMORY_KIB_MAX);

  await until('what it took is evaluated', () => done() === tally.accepted);
  await until('it takes events again', async () => (await send()) === 202);
  await until('those too', () => done() === tally.accepted);
  expect(one('SELECT count(*) FROM events')).toBe(tally.accepted);
  expect(one('SELECT count(*) FROM runs')).toBe(tally.accepted);
  store.close();
  await agent.close();
  await server.stop();
});
