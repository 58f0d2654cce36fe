/** How soon work begins: a start with a hundred thousand events waiting, and `npm start` in a clone that is installed and built. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { signWebhook } from '@recipro/client';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { faultsOf } from '../audit/books.ts';
import { copyOf, prepareStore, serveFrom } from '../contestants/recipro.ts';
import type { Prepared } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { figures, race } from '../race.ts';
import type { Lap } from '../race.ts';
import type { Track } from '../track.ts';
import { arrivals } from '../workload/arrived.ts';
import { createRides } from '../workload/ride.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { drained } from './recipro-lap.ts';

const WAITING = 100_000;
const ACCEPT_AT_ONCE = 1_000;
const START_MS = 60_000;
const ROOT = path.resolve(import.meta.dirname, '../..');

export const restart: Heat = {
  name: 'restart',
  what: 'from start to the first 202',
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const points = await fill(prepared);
    const standings = await race(track, [
      {
        name: 'restart',
        what: `starts a second, with ${WAITING} events waiting`,
        run: (lap) => restartLap(track, prepared, points, lap),
      },
      {
        name: 'npm-start',
        what: 'starts a second of launch.mjs, all installed and built',
        run: () => startLap(track),
      },
    ]);
    const seconds = standings.map((standing) => figures(standing, 'seconds'));
    return {
      standings,
      verdicts: [
        judge(
          {
            id: 'S16',
            what: `restart with ${WAITING} waiting events to the first 202`,
            unit: 's',
            bound: { atMost: 2 },
          },
          seconds[0] ?? [],
        ),
        judge(
          { id: 'S16', what: 'npm start, warm, to serving', unit: 's', bound: { atMost: 5 } },
          seconds[1] ?? [],
        ),
      ],
      notes: [],
    };
  },
};

/** Keeps events as the door does, with nobody there to evaluate them. Gives the points that they will bring. */
async function fill({ dataDir }: Prepared): Promise<number> {
  const storage = openSqlite({ dir: dataDir });
  const next = arrivals({ prefix: 'waiting' });
  let points = 0;
  for (let kept = 0; kept < WAITING; kept += ACCEPT_AT_ONCE) {
    const batch = next(ACCEPT_AT_ONCE);
    points += batch.points;
    await storage.accept([batch.events], Date.now());
  }
  await storage.close();
  return points;
}

async function restartLap(
  track: Track,
  prepared: Prepared,
  waitingPoints: number,
  lap: number,
): Promise<Lap> {
  const dataDir = await copyOf(track, prepared);
  const ride = createRides({ prefix: `restart-${lap}` })(0);
  const startMs = performance.now();
  const server = await serveFrom(track, dataDir);
  const status = await post(server.port, prepared.secret, ride.body);
  const seconds = (performance.now() - startMs) / 1000;
  await drained(server.view);
  const expected = { events: WAITING + 1, points: waitingPoints + ride.points, workflows: 1 };
  const faults = [
    ...(status === 202 ? [] : [`the first event was answered ${status}`]),
    ...faultsOf(await server.view.books(), expected),
  ];
  await server.stop();
  return { perSecond: 1 / seconds, faults, figures: { seconds } };
}

async function post(port: number, secret: string, body: string): Promise<number> {
  const id = 'first';
  const timestampS = Math.floor(Date.now() / 1000);
  const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': signWebhook({ secret, id, timestampS, body }),
    },
    body,
  });
  await answer.text();
  return answer.status;
}

/** As a person starts it: through the launcher, which looks whether anything is to be installed or built. */
async function startLap(track: Track): Promise<Lap> {
  const dataDir = await track.folder('start');
  const startMs = performance.now();
  const child = spawn(process.execPath, ['launch.mjs', 'start'], {
    cwd: ROOT,
    env: { PATH: path.dirname(process.execPath), PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = track.leaving(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error('npm start was not ready')), START_MS);
  child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    if (/^ready /m.test(piece)) resolve();
  });
  await ready.finally(() => clearTimeout(timer));
  const seconds = (performance.now() - startMs) / 1000;
  await stop();
  await track.discard(dataDir);
  return { perSecond: 1 / seconds, faults: [], figures: { seconds } };
}
