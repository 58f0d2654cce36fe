/** The race itself: what it writes down, and that a wrong run counts for nothing however fast it was. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { faultsOf } from '../../bench/audit/books.ts';
import { viewSqlite } from '../../bench/audit/sqlite.ts';
import { prepareStore } from '../../bench/contestants/recipro.ts';
import { judge } from '../../bench/goal.ts';
import { readOptions } from '../../bench/options.ts';
import { race, ratios } from '../../bench/race.ts';
import { openTrack } from '../../bench/track.ts';
import type { Track } from '../../bench/track.ts';
import { arrivals } from '../../bench/workload/arrived.ts';
import { createRides, EVENT_BYTES } from '../../bench/workload/ride.ts';
import { rideWorkflow } from '../../bench/workload/workflow.ts';
import { reciproLap } from '../../bench/heats/recipro-lap.ts';

/** Servers are started, loaded and checked one after another. */
const TIMEOUT_MS = 180_000;
const MAIN = path.resolve(import.meta.dirname, '../../bench/main.ts');

const Spread = z.object({ median: z.number(), least: z.number(), most: z.number() });
const Result = z.object({
  topic: z.literal('intake'),
  commit: z.string(),
  machine: z.object({ processors: z.int().min(1), node: z.string() }),
  heats: z
    .array(
      z.object({
        name: z.literal('door'),
        standings: z.array(
          z.object({
            name: z.string(),
            perSecond: Spread,
            laps: z.array(
              z.object({
                perSecond: z.number().positive(),
                counted: z.number(),
                faults: z.array(z.string()).length(0),
              }),
            ),
          }),
        ),
        verdicts: z.array(z.object({ id: z.string(), value: Spread, met: z.boolean() })),
      }),
    )
    .length(1),
});

async function track(): Promise<Track> {
  const opened = await openTrack(readOptions(['intake', '--quick', '--seconds', '1']), () => {});
  onTestFinished(() => opened.leave());
  return opened;
}

it(
  'writes what it measured as JSON, with the machine, the commit and a verdict for each goal',
  async () => {
    const results = await mkdtemp(path.join(tmpdir(), 'recipro-results-'));
    onTestFinished(() => rm(results, { recursive: true }));
    const words = `intake --only door --quick --laps 1 --seconds 1 --results ${results}`;
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words.split(' ')]);
    expect(stdout).toMatch(/recipro .*\n.*node-http/);
    const [file = ''] = await readdir(results);
    const written = Result.parse(JSON.parse(await readFile(path.join(results, file), 'utf8')));
    expect(written.heats[0]?.standings.map(({ name }) => name)).toEqual([
      'recipro',
      'node-http',
      'ceiling',
      'express',
    ]);
    expect(written.heats[0]?.verdicts.map(({ id }) => id)).toEqual(['S1', 'S2', 'load']);
  },
  TIMEOUT_MS,
);

it(
  'counts a lap of the real server that lost one message as nothing',
  async () => {
    const on = await track();
    const prepared = await prepareStore(on, [rideWorkflow()]);
    const lap = (lose: boolean) =>
      reciproLap(on, {
        prepared,
        prefix: 'race',
        preparedPerSecond: 1_000,
        workflows: 1,
        inspect: async ({ dataDir }) => {
          if (lose) loseLastMessage(dataDir);
          return {};
        },
      });
    const [right, wrong] = await race(
      on,
      [
        { name: 'right', what: '', run: () => lap(false) },
        { name: 'wrong', what: '', run: () => lap(true) },
      ],
      1,
    );
    expect(right?.laps[0]?.faults).toEqual([]);
    expect(right?.perSecond.median).toBeGreaterThan(0);
    expect(wrong?.laps[0]?.faults.join()).toMatch(/^messages is \d+ and must be \d+/);
    expect(wrong?.laps[0]?.perSecond).toBeGreaterThan(0);
    expect(wrong?.perSecond).toEqual({ median: 0, least: 0, most: 0 });
    // Nothing can be compared with a wrong run, and no goal is met by it.
    expect(right && wrong && ratios(right, wrong)).toEqual([]);
    expect(judge({ id: 'S', what: '', unit: 'ratio', bound: { atLeast: 0 } }, []).met).toBe(false);
  },
  TIMEOUT_MS,
);

function loseLastMessage(dataDir: string): void {
  const raw = new Database(path.join(dataDir, 'recipro.db'));
  raw.exec('DELETE FROM deliveries WHERE no = (SELECT max(no) FROM deliveries)');
  raw.close();
}

it('finds an event that was evaluated twice, never, or paid wrongly', async () => {
  const on = await track();
  const { dataDir } = await prepareStore(on, [rideWorkflow()]);
  const view = viewSqlite(dataDir);
  onTestFinished(() => view.close());
  const books = await view.books();
  const nothing = { events: 0, points: 0, workflows: 1 };
  expect(faultsOf(books, nothing)).toEqual([]);
  expect(faultsOf({ ...books, runs: 1 }, nothing)).toEqual(['runs is 1 and must be 0']);
  expect(faultsOf({ ...books, waiting: 2 }, nothing)).toEqual(['waiting is 2 and must be 0']);
  expect(faultsOf({ ...books, customerPoints: -1, unevenCurrencies: 1 }, nothing)).toHaveLength(2);
});

it('sends the workload that it says: 600 bytes, few customers who ride often, and known points', () => {
  const rides = createRides({ prefix: 'size' });
  const bodies = Array.from({ length: 2_000 }, (_, no) => rides(no).body);
  expect(new Set(bodies.map(({ length }) => length))).toEqual(new Set([EVENT_BYTES]));
  const { events, points } = arrivals({ prefix: 'size' })(2_000);
  const often = new Map<string, number>();
  for (const { event } of events) often.set(event.subject, (often.get(event.subject) ?? 0) + 1);
  expect(Math.max(...often.values())).toBeGreaterThan(100);
  expect(often.size).toBeGreaterThan(500);
  expect(points).toBe(bodies.reduce((sum, _, no) => sum + rides(no).points, 0));
});
