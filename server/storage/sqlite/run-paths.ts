/** The paths that runs took, for counting. Rows are committed in the order of their numbers here, so none comes late. */
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { tracesOver } from './traces.ts';

type Row = { readonly no: number; readonly atMs: number; readonly trace: string };

export function runPaths(sqlite: Sqlite): Pick<Storage, 'runPaths'> {
  const traces = tracesOver(sqlite.raw);
  const after = sqlite.raw.prepare<[string, number, number, number], Row>(
    `SELECT no, at_ms AS atMs, trace FROM runs WHERE workflow = ? AND version = ? AND no > ? ORDER BY no LIMIT ?`,
  );
  return {
    runPaths: ({ workflow, version, known, limit }) =>
      sqlite.read(() =>
        after.all(workflow, version, known.through, limit).map(({ no, atMs, trace }) => ({
          no,
          atMs,
          steps: traces.unpack(trace).map(({ node, outcome }) => ({ node, outcome })),
        })),
      ),
  };
}
