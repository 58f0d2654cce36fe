/** The few numbers that stand for many: median, range, quantile. */

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: middle(sorted),
    least: sorted.at(0) ?? 0,
    most: sorted.at(-1) ?? 0,
  };
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The smallest of sorted values that this share of them does not exceed; 0 of none. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = Math.ceil(sorted.length * share) - 1;
  return sorted[Math.max(0, place)] ?? 0;
}
