/** The path of a run out of its kept trace: which steps, and which way out of each. */
import type { TraceStep } from '@recipro/schema';
import type { RunPath } from './storage.ts';

export function pathOf(row: {
  readonly no: number;
  readonly atMs: number;
  readonly trace: string;
}): RunPath {
  const trace: readonly TraceStep[] = JSON.parse(row.trace);
  return {
    no: row.no,
    atMs: row.atMs,
    steps: trace.map(({ node, outcome }) => ({ node, outcome })),
  };
}
