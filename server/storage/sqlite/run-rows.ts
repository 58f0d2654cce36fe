/**
 * Runs as rows. A run gets its number with its first ask, so that what it writes can name it, and its row when its event is through.
 * R1. Numbers of an event that was undone are used again. R2. What a workflow's runs add up to is written once for a batch (`settle`).
 */
import type { RunRecord } from '@recipro/rules';
import type Database from 'better-sqlite3';
import { stepSets } from './step-sets.ts';
import { tracesOver } from './traces.ts';

export type RunRows = {
  of(runId: string): number;
  /** The runs of one event, and no others: throws where a run asked for something and was then not kept. */
  keep(records: readonly RunRecord[], event: number, customerNo: number): void;
  /** Forgets the event at hand, which had written nothing. */
  drop(): void;
  /** Writes the counts of workflows, and forgets them. */
  settle(): void;
  /** Forgets what was kept since the last `settle`, after the rows were rolled back. */
  forget(): void;
};

type Tally = { runs: number; declined: number; lastAtMs: number };

export function runRows(raw: Database.Database): RunRows {
  const last = raw.prepare<[], number | null>('SELECT max(no) FROM runs').pluck();
  const add = raw.prepare<
    [number, string, string, number, number, number, number, string, string, number, number, string]
  >(
    `INSERT INTO runs (no, run_id, workflow, version, event, customer, at_ms, last_node, last_outcome, declined, step_set, trace)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addTally = raw.prepare<[number, number, number, string]>(
    `UPDATE workflows SET runs = runs + ?, declined = declined + ?, last_run_at_ms = max(coalesce(last_run_at_ms, 0), ?) WHERE id = ?`,
  );

  const traces = tracesOver(raw);
  const sets = stepSets(raw);
  /** The runs of the event at hand that have asked for something. */
  const numbers = new Map<string, number>();
  const tallies = new Map<string, Tally>();
  let lastNo: number | null = null;

  function of(runId: string): number {
    const known = numbers.get(runId);
    if (known !== undefined) return known;
    lastNo = (lastNo ?? last.get() ?? 0) + 1;
    numbers.set(runId, lastNo);
    return lastNo;
  }

  function keepOne(
    { input, trace, done, declined }: RunRecord,
    event: number,
    customerNo: number,
  ): void {
    const no = of(input.runId);
    const end = trace.at(-1);
    if (end === undefined) throw new Error(`Run ${input.runId} has an empty trace`);
    const { workflow, version, nowMs } = input;
    add.run(
      no,
      input.runId,
      workflow,
      version,
      event,
      customerNo,
      nowMs,
      end.node,
      end.outcome,
      declined ? 1 : 0,
      sets.of(workflow, done),
      traces.pack(workflow, version, trace),
    );
    const tally = tallies.get(workflow) ?? { runs: 0, declined: 0, lastAtMs: 0 };
    tally.runs += 1;
    if (declined) tally.declined += 1;
    tally.lastAtMs = Math.max(tally.lastAtMs, nowMs);
    tallies.set(workflow, tally);
  }

  return {
    of,

    keep(records, event, customerNo) {
      for (const record of records) {
        keepOne(record, event, customerNo);
        numbers.delete(record.input.runId);
      }
      for (const runId of numbers.keys()) throw new Error(`Run ${runId} left no record`);
    },

    drop() {
      if (lastNo !== null) lastNo -= numbers.size;
      numbers.clear();
    },

    settle() {
      for (const [workflow, { runs, declined, lastAtMs }] of tallies)
        addTally.run(runs, declined, lastAtMs, workflow);
      tallies.clear();
      numbers.clear();
      lastNo = null;
    },

    forget() {
      traces.forget();
      sets.forget();
      tallies.clear();
      numbers.clear();
      lastNo = null;
    },
  };
}
