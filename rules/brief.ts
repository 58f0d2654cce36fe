/**
 * A value as a trace shows it: short enough to be kept with every run.
 * I1. Plain values and small lists and objects stay as they are; what is cut ends in `…`.
 */
import type { Json } from '@recipro/schema';

const TEXT_MAX = 200;
const ITEMS_MAX = 20;
const DEPTH_MAX = 3;

/** Undefined stays undefined: nothing was there. */
export function brief(value: unknown, depth = 0): Json | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : briefContainer(value, depth);
    default:
      return undefined;
  }
}

function briefContainer(value: object, depth: number): Json {
  if (depth >= DEPTH_MAX) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_MAX).map((item) => brief(item, depth + 1) ?? null);
    return value.length > ITEMS_MAX ? [...items, '…'] : items;
  }
  const entries = Object.entries(value);
  const kept = entries
    .slice(0, ITEMS_MAX)
    .map(([key, item]): [string, Json] => [key, brief(item, depth + 1) ?? null]);
  if (entries.length > ITEMS_MAX) kept.push(['…', '…']);
  return Object.fromEntries(kept);
}
