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

const BATCH = 100;
const BOUND = 4_000;
const PHASE_MS = 3_000;
/** Connections that are open at once; more would only queue in the sender. */
const CONNECTIONS = 100;
/** Of the events for each second of the server's processor at its peak: what is left of it beside refusing. The clock would measure who else uses the machine. */
const GOODPUT_MIN = 0.6;
const CLOCK_TICKS = 100;
const MEMORY_KIB_MAX = 450 * 1024;

type Tally = { accepted: number; refused: number; readonly others: unknown[] };

it('takes what it can under five and ten times its load, bounded, and recovers by itself', async ({
  annotate,
  onTestFinished,
}) => {
  const server = await startServer({
    env: {
      BACKLOG_MAX: String(BOUND),
      BACKLOG_PARTNER_MAX: String(BOUND),
      LOG_LEVEL: 'error',
    },
  });
  onTestFinished(async () => void (await server.stop()));
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
  const body = () => {
    bodies += 1;
    const batch = Array.from({ length: BATCH }, (_, i) => {
      const subject = `rider-${(bodies * 7 + i) % 500}`;
      return `{"specversion":"1.0","id":"${bodies}-${i}","source":"rydo","type":"ride.completed","subject":"${subject}","data":{"km":12.5}}`;
    });
    return `[${batch.join()}]`;
  };
  /** Made beforehand, so that the sender takes as little as possible of the machine that both run on. */
  let ready: string[] = [];
  const send = async () => {
    const answer = await request(`${server.url}/v1/events`, {
      method: 'POST',
      dispatcher: agent,
      body: ready.pop() ?? body(),
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
  const cpuSeconds = () => {
    const fields =
      readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
  };
  /** Events evaluated while `load` runs, in a second, and in a second of the server's processor. */
  const rateDuring = async (load: (endMs: number) => Promise<unknown>) => {
    const [before, cpuBefore, beganMs] = [done(), cpuSeconds(), performance.now()];
    await load(beganMs + PHASE_MS);
    const events = done() - before;
    return {
      perSecond: (events / (performance.now() - beganMs)) * 1_000,
      perCpuSecond: events / (cpuSeconds() - cpuBefore),
    };
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
  const over = async (times: number) => {
    const rate = times * peak.perSecond;
    ready = Array.from({ length: Math.ceil((rate / BATCH) * (PHASE_MS / 1_000)) }, body);
    const { perSecond, perCpuSecond } = await rateDuring(atRate(rate));
    const [wall, share] = [perSecond / peak.perSecond, perCpuSecond / peak.perCpuSecond];
    await annotate(
      `${times} times a peak of ${Math.round(peak.perSecond)} events a second: ${Math.round(wall * 100)} % of it, ${Math.round(share * 100)} % for each processor second; ${Math.round(memoryKib() / 1024)} MiB at most`,
    );
    return share;
  };
  expect(await over(5)).toBeGreaterThan(GOODPUT_MIN);
  expect(await over(10)).toBeGreaterThan(GOODPUT_MIN);
  expect(tally.refused).toBeGreaterThan(0);
  expect(tally.others).toEqual([]);
  expect(memoryKib()).toBeLessThan(MEMORY_KIB_MAX);

  await until('what it took is evaluated', () => done() === tally.accepted);
  await until('it takes events again', async () => (await send()) === 202);
  await until('those too', () => done() === tally.accepted);
  expect(one('SELECT count(*) FROM events')).toBe(tally.accepted);
  expect(one('SELECT count(*) FROM runs')).toBe(tally.accepted);
  store.close();
  await agent.close();
});
