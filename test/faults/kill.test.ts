/**
 * F1 and F2 under kill -9: processes are killed again and again in the middle of a load. What was acknowledged must then stand in
 * the books exactly once, and nothing else. The judge is a model of its own; that it can find fault is tested beside it.
 */
import { rm } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { until } from '../patience.ts';
import { makeDataDir, startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import { startRedis } from '../redis.ts';
import { differences } from './model.ts';
import type { Told } from './model.ts';
import { countRuns, openShop, readBooks, verifyBooks } from './points-shop.ts';
import { sendAll } from './senders.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Killing = {
  readonly roles: readonly ('all' | 'api' | 'worker')[];
  readonly env: Readonly<Record<string, string>>;
  readonly events: number;
  readonly kills: number;
};

async function killDuringLoad(killing: Killing): Promise<readonly Told[]> {
  const dataDir = await makeDataDir();
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const start = (ROLE: string) =>
    startServer({ dataDir, env: { LOG_LEVEL: 'silent', ROLE, ...killing.env } });
  const running: ServerProcess[] = [];
  for (const role of killing.roles) running.push(await start(role));
  closers.push(() => Promise.all(running.map((server) => server.stop())));
  const api = () => {
    const [first] = running;
    if (first === undefined) throw new Error('nothing runs');
    return first;
  };

  const { source, secret } = await openShop(await api().signIn());
  let acknowledgements = 0;
  const loading = sendAll({
    events: killing.events,
    source,
    secret,
    url: () => api().url,
    acknowledged: (count) => {
      acknowledgements = count;
    },
  });
  for (let kill = 1; kill <= killing.kills; kill += 1) {
    const after = Math.floor((killing.events * kill) / (killing.kills + 1));
    await until(`${after} are acknowledged`, () => acknowledgements >= after);
    const index = kill % running.length;
    await running[index]?.kill();
    running[index] = await start(killing.roles[index] ?? 'all');
  }
  const log = await loading;

  const session = await api().signIn();
  await until('all is evaluated', async () => (await countRuns(session)) >= killing.events);
  const books = await readBooks(session);
  expect(differences(log, books)).toEqual([]);
  // The same judge over the same books with one run lost, and with one doubled.
  expect(differences(log, { ...books, runs: books.runs.slice(1) })).not.toEqual([]);
  expect(
    differences(log, { ...books, runs: books.runs.concat(books.runs.slice(0, 1)) }),
  ).toHaveLength(1);
  expect(await verifyBooks(session)).toMatchObject({ ok: true, firstBad: null });
  return log;
}

it('applies every acknowledged event exactly once while the server is killed 30 times', async () => {
  const log = await killDuringLoad({ roles: ['all'], env: {}, events: 5_000, kills: 30 });
  expect(log).toHaveLength(5_000);
}, 400_000);

it('does so too with one api and two workers on Redis, each of them killed in turn', async () => {
  const redis = await startRedis();
  closers.push(() => redis.stop());
  const log = await killDuringLoad({
    roles: ['api', 'worker', 'worker'],
    env: { REDIS_URL: redis.url },
    events: 1_500,
    kills: 10,
  });
  expect(log).toHaveLength(1_500);
}, 400_000);
