/**
 * Runs as rows. A run gets its number with its first ask, so that what it writes can name it, and its row when its event is through.
 * Numbers of an event that was undone are used again.
 */
import type { RunRecord } from '@recipro/rules';
import type Database from 'better-sqlite3';

type RunNumbers = {
  of(runId: string): number;
  /** Throws where a run asked for something and was then not kept. */
  assertAllKept(records: readonly RunRecord[]): void;
};

export type RunRows = {
  /** The numbers of one event's runs. */
  numbers(): RunNumbers;
  keep(record: RunRecord, numbers: RunNumbers, event: number, customerNo: number): void;
};

export function runRows(raw: Database.Database): RunRows {
  const last = raw.prepare<[], number>('SELECT coalesce(max(no), 0) FROM runs').pluck();
  const add = raw.prepare<
    [number, string, string, number, number, number, number, string, string, number, string]
  >(
    `INSERT INTO runs (no, run_id, workflow, version, event, customer, at_ms, last_node, last_outcome, declined, trace)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addStep = raw.prepare<[number, string, string, number, number]>(
    `INSERT INTO steps_done (customer, workflow, node, at_ms, run) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const tally = raw.prepare<[number, number, string]>(
    `UPDATE workflows SET runs = runs + 1, declined = declined + ?, last_run_at_ms = max(coalesce(last_run_at_ms, 0), ?) WHERE id = ?`,
  );

  return {
    numbers() {
      const known = new Map<string, number>();
      let next = (last.get() ?? 0) + 1;
      return {
        of(runId) {
          const no = known.get(runId) ?? next++;
          known.set(runId, no);
          return no;
        },
        assertAllKept(records) {
          const kept = new Set(records.map((record) => record.input.runId));
          for (const runId of known.keys())
            if (!kept.has(runId)) throw new Error(`Run ${runId} left no record`);
        },
      };
    },

    keep({ input, trace, done, declined }, numbers, event, customerNo) {
      const no = numbers.of(input.runId);
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
        JSON.stringify(trace),
      );
      for (const node of done) addStep.run(customerNo, workflow, node, nowMs, no);
      tally.run(declined ? 1 : 0, nowMs, workflow);
    },
  };
}
