/**
 * Counts how the runs of a workflow version went, from the runs themselves. What was counted once is kept in memory, so that
 * asking again costs only the runs that are new.
 * C1. Each run is counted once: the store is told which runs are known. C2. An answer takes a bounded time; the next one goes on.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { FlowCounts, FlowQuery } from '@recipro/schema';
import { RUNS_LATE_MAX } from '../storage/storage.ts';
import type { RunPath, Storage } from '../storage/storage.ts';
import { AppError } from '../errors.ts';

/** Some ten milliseconds of reading, as for a batch of events. */
const RUNS_AT_ONCE = 1_000;
/** So long that few answers are needed to begin with, so short that a screen shows how it goes on. */
const ANSWER_MS = 400;
/** Far more drawings than are looked at in a day; the one not asked for longest is counted anew when it is. */
const FLOWS_KEPT_MAX = 200;
const DAY_MS = 86_400_000;

type Tally = { readonly node: string; readonly outcome: string; count: number; ended: number };
type Flow = {
  through: number;
  /** Of the last numbers, those that were counted: others can still come. */
  readonly late: Set<number>;
  /** By UTC day, then by step and way out. */
  readonly days: Map<number, Map<string, Tally>>;
  counting: Promise<boolean> | null;
};

export type CountFlow = (workflow: string, query: FlowQuery) => Promise<FlowCounts>;

export function createCountFlow(
  storage: Pick<Storage, 'workflow' | 'runPaths'>,
  clock: () => number,
): CountFlow {
  const flows = new Map<string, Flow>();

  function flowOf(key: string): Flow {
    const flow = flows.get(key) ?? { through: 0, late: new Set(), days: new Map(), counting: null };
    flows.delete(key);
    flows.set(key, flow);
    const [oldest] = flows.keys();
    if (flows.size > FLOWS_KEPT_MAX && oldest !== undefined) flows.delete(oldest);
    return flow;
  }

  /** True when nothing was left to count. */
  async function countOn(flow: Flow, workflow: string, version: number): Promise<boolean> {
    const endMs = clock() + ANSWER_MS;
    for (;;) {
      const known = { through: flow.through, late: flow.late };
      const paths = await storage.runPaths({ workflow, version, known, limit: RUNS_AT_ONCE });
      for (const path of paths) count(flow, path);
      for (const no of flow.late) if (no <= flow.through - RUNS_LATE_MAX) flow.late.delete(no);
      if (paths.length < RUNS_AT_ONCE) return true;
      if (clock() > endMs) return false;
      await turn();
    }
  }

  return async (workflow, { version: wanted, sinceMs = 0 }) => {
    const draft = await storage.workflow(workflow);
    if (draft === null)
      throw new AppError('workflow-unknown', `There is no workflow "${workflow}".`);
    const version = wanted ?? draft.liveVersion;
    if (version === null) return { version, ways: [], complete: true };
    const flow = flowOf(`${workflow} ${version}`);
    flow.counting ??= countOn(flow, workflow, version).finally(() => {
      flow.counting = null;
    });
    const complete = await flow.counting;
    return { version, ways: sum(flow, dayOf(sinceMs)), complete };
  };
}

function count(flow: Flow, { no, atMs, steps }: RunPath): void {
  flow.through = Math.max(flow.through, no);
  flow.late.add(no);
  const day = flow.days.get(dayOf(atMs)) ?? new Map<string, Tally>();
  flow.days.set(dayOf(atMs), day);
  for (const [index, { node, outcome }] of steps.entries()) {
    const key = `${node} ${outcome}`;
    const tally = day.get(key) ?? { node, outcome, count: 0, ended: 0 };
    tally.count += 1;
    if (index === steps.length - 1) tally.ended += 1;
    day.set(key, tally);
  }
}

function sum(flow: Flow, since: number): FlowCounts['ways'] {
  const total = new Map<string, Tally>();
  for (const [day, tallies] of flow.days) {
    if (day < since) continue;
    for (const [key, { node, outcome, count: runs, ended }] of tallies) {
      const before = total.get(key) ?? { node, outcome, count: 0, ended: 0 };
      total.set(key, { ...before, count: before.count + runs, ended: before.ended + ended });
    }
  }
  return [...total.values()];
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}
