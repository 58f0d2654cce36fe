/** The paths that runs took, for counting. Numbers are taken before their rows are committed, so a row can come late. */
import { RUNS_LATE_MAX, pathOf } from '../run-path.ts';
import type { Storage } from '../storage.ts';
import type { Postgres } from './database.ts';
import { statement } from './statement.ts';

const unknown = statement<
  [workflow: string, version: number, after: number, known: readonly number[], limit: number],
  { readonly no: number; readonly atMs: number; readonly trace: string }
>(
  `SELECT no, at_ms AS "atMs", trace FROM runs
   WHERE workflow = $1 AND version = $2 AND no > $3 AND no <> ALL ($4::bigint[]) ORDER BY no LIMIT $5`,
);

export function runPaths(postgres: Postgres): Pick<Storage, 'runPaths'> {
  return {
    runPaths: ({ workflow, version, known, limit }) =>
      postgres.read(async (tx) => {
        const after = known.through - RUNS_LATE_MAX;
        const rows = await tx.all(unknown, workflow, version, after, [...known.late], limit);
        return rows.map(pathOf);
      }),
  };
}
