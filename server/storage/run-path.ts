/** The path of a run out of its kept trace: which steps, and which way out of each. */
import type { TraceStep } from '@recipro/schema';

/** How a run went, without why. `no` rises with the order in which runs were evaluated. */
export type RunPath = {
  readonly no: number;
  readonly atMs: number;
  readonly steps: readonly { readonly node: string; readonly outcome: string }[];
};

/** Numbers can become visible out of order where several processes evaluate at once, but never by more than their batches hold together. */
export const RUNS_LATE_MAX = 20_000;

/** What is known: all up to `through`, but of the last RUNS_LATE_MAX numbers only those in `late`. */
export type RunPathQuery = {
  readonly workflow: string;
  readonly version: number;
  readonly known: { readonly through: number; readonly late: ReadonlySet<number> };
  readonly limit: number;
};

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
