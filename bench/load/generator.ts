/**
 * The load generator: a process of its own, told what to do by messages from the one that started it, gone when that one is.
 * G1. A closed run keeps each connection busy; an open run sends at fixed times, whatever comes back, and counts a late send as latency.
 * G2. What a server refuses for now (429, 503) is sent again after the time it names, so every event is accepted in the end or counted.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../statistics.ts';
import { openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { Order, Target } from './plan.ts';
import type { Answer, Report } from './plan.ts';
import { createRequests } from './requests.ts';
import type { MadeRequest } from './requests.ts';

type Run = Extract<Order, { order: 'run' }>;

/** How long after its end a run waits for answers; later ones count as failed. */
const PATIENCE_MS = 20_000;

const target = Target.parse(JSON.parse(process.argv[2] ?? ''));
const requests = createRequests(target);

async function run(plan: Run): Promise<Report> {
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, () => openConnection(target.port)),
  );
  const statuses: Record<string, number> = {};
  const latenciesMs: number[] = [];
  const dueAtMs: number[] = [];
  const firstNo = requests.nextNo();
  const total = { accepted: 0, points: 0, failed: 0 };
  const processor = process.cpuUsage();
  const startMs = now();
  const endMs = startMs + plan.seconds * 1000;

  async function deliver(connection: Connection, request: MadeRequest, dueMs: number) {
    for (;;) {
      const { status, retryAfterS } = await connection.send(request.bytes);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 200 && status < 300) {
        latenciesMs.push(now() - dueMs);
        total.accepted += request.events;
        total.points += request.points;
        return;
      }
      const again = status === 429 || status === 503;
      if (!again || now() > endMs + PATIENCE_MS) {
        total.failed += 1;
        return;
      }
      await pause(retryAfterS * 1000);
    }
  }

  async function closed(connection: Connection) {
    while (now() < endMs) await deliver(connection, requests.next(), now());
  }

  /** Requests are due at fixed times; a connection that is free takes the next one that is. */
  async function open(connection: Connection, line: { taken: number }, everyMs: number) {
    for (;;) {
      const dueMs = startMs + line.taken * everyMs;
      if (dueMs >= endMs) return;
      line.taken += 1;
      const request = requests.next();
      dueAtMs.push(dueMs);
      if (dueMs > now()) await pause(dueMs - now());
      await deliver(connection, request, dueMs);
    }
  }

  const line = { taken: 0 };
  await Promise.all(
    connections.map((each) =>
      plan.perSecond === null ? closed(each) : open(each, line, 1000 / plan.perSecond),
    ),
  );
  const seconds = (now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(processor);
  for (const connection of connections) connection.close();
  latenciesMs.sort((a, b) => a - b);
  return {
    ...total,
    seconds,
    statuses,
    latencyMs: {
      p50: quantile(latenciesMs, 0.5),
      p99: quantile(latenciesMs, 0.99),
      max: quantile(latenciesMs, 1),
    },
    processorShare: (user + system) / 1e6 / seconds,
    firstNo,
    dueAtMs: plan.tellTimes ? dueAtMs : [],
  };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

async function obey(order: Order): Promise<Answer> {
  if (order.order === 'run') return { answer: 'ran', report: await run(order) };
  requests.prepare(order.requests);
  return { answer: 'prepared' };
}

process.on('message', (message) => {
  void obey(Order.parse(message)).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
