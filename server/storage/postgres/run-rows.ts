/** Runs as rows: kept when their event is through, numbered and written together with what they did. */
import type { RunRecord } from '@recipro/rules';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
import { takeNumbers } from './numbers.ts';
import type { RunNumbers } from './owner.ts';
import { bulk, statement } from './statement.ts';

type Of = { readonly event: number; readonly customerNo: number; readonly shard: number };

export type RunRows = {
  /** The runs of one event. `asked` are those that asked for something: each of them must be among the records. */
  keep(records: readonly RunRecord[], asked: ReadonlySet<string>, of: Of): void;
  countSteps(customerNo: number, workflow: string, node: string, sinceMs: number): Promise<number>;
  takeNumbers(): Promise<RunNumbers>;
  flush(numbers: RunNumbers): Promise<void>;
};

type Kept = { readonly record: RunRecord; readonly of: Of };

const stepCount = statement<[number, string, string, number], { readonly count: number }>(
  `SELECT count(*) AS count FROM steps_done WHERE customer = $1 AND workflow = $2 AND node = $3 AND at_ms >= $4`,
);
const addRuns = bulk<
  readonly [
    no: number,
    runId: string,
    workflow: string,
    version: number,
    event: number,
    customer: number,
    atMs: number,
    lastNode: string,
    lastOutcome: string,
    declined: boolean,
    trace: string,
  ]
>(
  'bigint text text int bigint bigint bigint text text boolean text',
  `INSERT INTO runs (no, run_id, workflow, version, event, customer, at_ms, last_node, last_outcome, declined, trace)
   SELECT * FROM unnest(COLUMNS)`,
);
const addSteps = bulk<
  readonly [customer: number, workflow: string, node: string, atMs: number, run: number]
>(
  'bigint text text bigint bigint',
  `INSERT INTO steps_done (customer, workflow, node, at_ms, run) SELECT * FROM unnest(COLUMNS) ON CONFLICT DO NOTHING`,
);
const count = bulk<
  readonly [workflow: string, shard: number, runs: number, declined: number, lastRunAtMs: number]
>(
  'text int bigint bigint bigint',
  `INSERT INTO workflow_counts AS c (workflow, shard, runs, declined, last_run_at_ms) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (workflow, shard) DO UPDATE SET runs = c.runs + excluded.runs, declined = c.declined + excluded.declined,
     last_run_at_ms = greatest(c.last_run_at_ms, excluded.last_run_at_ms)`,
);

export function runRowsOf(tx: Tx, journal: Journal): RunRows {
  const all: Kept[] = [];
  /** Times of finished steps in this batch, by customer, workflow and node. */
  const steps = new Map<string, readonly number[]>();

  return {
    keep(records, asked, of) {
      const kept = new Set(records.map(({ input }) => input.runId));
      for (const record of records) {
        const { input, done, trace } = record;
        if (trace.length === 0) throw new Error(`Run ${input.runId} has an empty trace`);
        journal.push(all, { record, of });
        for (const node of new Set(done)) {
          const key = keyOf(of.customerNo, input.workflow, node);
          journal.set(steps, key, [...(steps.get(key) ?? []), input.nowMs]);
        }
      }
      for (const runId of asked)
        if (!kept.has(runId)) throw new Error(`Run ${runId} left no record`);
    },

    async countSteps(customerNo, workflow, node, sinceMs) {
      const row = await tx.get(stepCount, customerNo, workflow, node, sinceMs);
      const here = steps.get(keyOf(customerNo, workflow, node)) ?? [];
      return (row?.count ?? 0) + here.filter((atMs) => atMs >= sinceMs).length;
    },

    async takeNumbers() {
      const number = await takeNumbers(tx, 'run_numbers', all.length);
      const numbers = new Map(all.map(({ record }, place) => [record.input.runId, number(place)]));
      return (runId) => {
        const no = numbers.get(runId);
        if (no === undefined) throw new Error(`Run ${runId} left no record`);
        return no;
      };
    },

    async flush(numbers) {
      const runs = tx.bulk(
        addRuns,
        all.map(({ record: { input, trace, declined }, of }) => [
          numbers(input.runId),
          input.runId,
          input.workflow,
          input.version,
          of.event,
          of.customerNo,
          input.nowMs,
          trace.at(-1)?.node ?? '',
          trace.at(-1)?.outcome ?? '',
          declined,
          JSON.stringify(trace),
        ]),
      );
      const finished = tx.bulk(
        addSteps,
        all.flatMap(({ record: { input, done }, of }) =>
          done.map((node): StepRow => [
            of.customerNo,
            input.workflow,
            node,
            input.nowMs,
            numbers(input.runId),
          ]),
        ),
      );
      await Promise.all([runs, finished, tx.bulk(count, countsOf(all))]);
    },
  };
}

type StepRow = Parameters<NonNullable<typeof addSteps.shape>>;
type CountRow = Parameters<NonNullable<typeof count.shape>>;

function countsOf(all: readonly Kept[]): readonly CountRow[] {
  const groups = Map.groupBy(all, ({ record, of }) => keyOf(record.input.workflow, of.shard));
  return [...groups.values()]
    .map((group): CountRow => [
      group[0]?.record.input.workflow ?? '',
      group[0]?.of.shard ?? 0,
      group.length,
      group.filter(({ record }) => record.declined).length,
      Math.max(...group.map(({ record }) => record.input.nowMs)),
    ])
    .toSorted(([a, shard], [b, other]) => (a === b ? shard - other : a < b ? -1 : 1));
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}
