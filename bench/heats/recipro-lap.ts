/**
 * One lap of our server: from a fresh copy of the store, warmed up, loaded, drained, checked.
 * The rate counts events whose effects are committed, over the time of the load and of the drain after it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { faultsOf } from '../audit/books.ts';
import type { Deployment, StoreView } from '../deployment.ts';
import { startRecipro } from '../contestants/recipro.ts';
import type { Prepared } from '../contestants/recipro.ts';
import { openLoad } from '../load/load.ts';
import type { Load, LoadTarget, Run } from '../load/load.ts';
import type { Report } from '../load/plan.ts';
import { processorSeconds } from '../processor.ts';
import type { Lap } from '../race.ts';
import type { Track } from '../track.ts';

/** The longest backlog, of a hundred thousand events, is worked off in this time at a tenth of the usual rate. */
const DRAIN_MS = 300_000;
const LOOK_EVERY_MS = 20;
const SAMPLE_EVERY_MS = 500;

export type LapPlan = {
  readonly prepared: Prepared;
  /** How it is deployed; one process on SQLite when left out. */
  readonly start?: () => Promise<Deployment>;
  /** Tells laps apart in ids, and chooses the random numbers. */
  readonly prefix: string;
  readonly target?: Omit<Partial<LoadTarget>, 'port' | 'prefix' | 'secret'>;
  readonly run?: Partial<Run>;
  /** Requests made and signed before the load begins, for each second of it. */
  readonly preparedPerSecond: number;
  /** Workflows that take each event; 0 where nothing is to be evaluated. */
  readonly workflows: number;
  /** Called before any load. */
  readonly started?: (server: Deployment) => void;
  /** Looks at the server after the load, while it still runs; gives more figures. */
  readonly inspect?: (server: Deployment, report: Report) => Promise<Lap['figures']>;
};

export async function reciproLap(track: Track, plan: LapPlan): Promise<Lap> {
  const { prepared, prefix, workflows } = plan;
  const { warmupSeconds, seconds } = { ...track.options, ...plan.run };
  const server = await (plan.start?.() ?? startRecipro(track, prepared));
  const { view } = server;
  const before = await view.books();
  plan.started?.(server);
  const load = openLoad({ ...plan.target, port: server.port, prefix, secret: prepared.secret });
  const stopLoad = track.leaving(() => load.stop());
  await load.prepare(Math.ceil(plan.preparedPerSecond * (seconds + warmupSeconds)));
  const warm = await load.run({ ...plan.run, seconds: warmupSeconds, tellTimes: false });
  await drained(view);
  const processor = processorSeconds(server.pids);
  const { report, backlogs } = await watched(view, load, { seconds, ...plan.run });
  const drainSeconds = await drained(view);
  const cost = costs(processor, processorSeconds(server.pids), report.accepted);
  const more = (await plan.inspect?.(server, report)) ?? {};
  await stopLoad();
  const events = warm.accepted + report.accepted;
  const expected = { events, points: warm.points + report.points, workflows };
  const faults = [
    ...faultsOf(await view.books(), expected, before),
    ...(await server.verify()),
    ...loadFaults(report),
  ];
  await server.stop();
  return {
    perSecond: report.accepted / (report.seconds + drainSeconds),
    faults,
    figures: {
      acceptedPerSecond: report.accepted / report.seconds,
      acceptP50Ms: report.latencyMs.p50,
      acceptP99Ms: report.latencyMs.p99,
      drainSeconds,
      backlogMost: Math.max(0, ...backlogs),
      generatorShare: report.processorShare,
      ...cost,
      ...more,
    },
  };
}

/** Processor time an event of each process: `serverUs`. */
function costs(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  events: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [
      `${name}Us`,
      ((seconds - (before[name] ?? 0)) * 1e6) / Math.max(1, events),
    ]),
  );
}

/** A request without an answer, or refused for good, is work that nobody can account for. */
export function loadFaults({ failed, statuses }: Report): readonly string[] {
  return failed === 0 ? [] : [`${failed} requests failed (${JSON.stringify(statuses)})`];
}

/** Runs the load and looks twice a second how many events wait. */
async function watched(view: StoreView, load: Load, run: Run) {
  const backlogs: number[] = [];
  const look = async () => void backlogs.push(await view.waiting());
  const timer = setInterval(() => void look(), SAMPLE_EVERY_MS);
  try {
    return { report: await load.run(run), backlogs };
  } finally {
    clearInterval(timer);
  }
}

/** Waits until nothing waits; gives the seconds that it took. */
export async function drained(view: Pick<StoreView, 'waiting'>): Promise<number> {
  const startMs = performance.now();
  while ((await view.waiting()) > 0) {
    if (performance.now() - startMs > DRAIN_MS) break;
    await pause(LOOK_EVERY_MS);
  }
  return (performance.now() - startMs) / 1000;
}
