/** What became of the runs at each step. Pure. */
import type { FlowWay } from '@recipro/schema';

/** The runs of a version by step and way out, `<step>:<out>` as wires are called. */
export type Counts = {
  readonly version: number;
  readonly sinceMs: number | null;
  readonly ways: ReadonlyMap<string, FlowWay>;
};

/** What a step took in and what became of it: `came` is always the sum of the others. */
export type StepCounts = {
  readonly came: number;
  readonly wentOn: number;
  readonly ended: number;
  readonly declined: number;
  readonly waiting: number;
};

export function stepCounts(counts: Counts, node: string): StepCounts {
  const ways = [...counts.ways.values()].filter((way) => way.node === node);
  const sum = (of: (way: FlowWay) => number) => ways.reduce((total, way) => total + of(way), 0);
  return {
    came: sum((way) => way.count),
    wentOn: sum((way) => way.count - way.ended),
    ended: sum((way) => (way.outcome === 'declined' || way.outcome === 'wait' ? 0 : way.ended)),
    declined: sum((way) => (way.outcome === 'declined' ? way.ended : 0)),
    waiting: sum((way) => (way.outcome === 'wait' ? way.ended : 0)),
  };
}
