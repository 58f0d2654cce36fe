/** A goal and whether it is met: measured values, their median, and the bound it is held against. */
import { spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';

export type Bound = { readonly atLeast: number } | { readonly atMost: number };

export type Verdict = {
  readonly id: string;
  readonly what: string;
  /** `ratio`, or the unit of the value. */
  readonly unit: string;
  readonly value: Spread;
  readonly values: readonly number[];
  readonly bound: Bound;
  readonly met: boolean;
};

/** Nothing measured meets no goal. */
export function judge(
  goal: Pick<Verdict, 'id' | 'what' | 'unit' | 'bound'>,
  values: readonly number[],
): Verdict {
  const value = spreadOf(values);
  const { bound } = goal;
  const holds = 'atLeast' in bound ? value.median >= bound.atLeast : value.median <= bound.atMost;
  return { ...goal, value, values, met: values.length > 0 && holds };
}
