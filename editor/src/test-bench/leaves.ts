/** The plain values inside an event's data, each with its path, so that a person can edit them without writing JSON. */
import type { Json } from '@recipro/schema';

export type Leaf = {
  readonly path: readonly (string | number)[];
  readonly value: string | number | boolean | null;
};

/** More fields than this are clearer as JSON. */
export const LEAVES_MAX = 40;

export function leavesOf(data: Json, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (data === null || typeof data !== 'object') return [{ path, value: data }];
  const entries: [string | number, Json][] = Array.isArray(data)
    ? data.map((item: Json, index): [number, Json] => [index, item])
    : Object.entries(data);
  return entries.flatMap(([name, value]) => leavesOf(value, [...path, name]));
}

/** The same data with one value in another's place. */
export function withLeaf(data: Json, path: readonly (string | number)[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(data) && typeof first === 'number')
    return data.map((item: Json, index) => (index === first ? withLeaf(item, rest, value) : item));
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return data;
  const record = data as { readonly [key: string]: Json };
  return { ...record, [first]: withLeaf(record[first] ?? null, rest, value) };
}
