/**
 * Reads a value by a path such as `$.data.items[0].name`.
 * I1. Only own properties are read, at most 16 deep, so nothing inherited (`constructor`, `__proto__`) is ever reached.
 * I2. A path outside the grammar reads nothing: it neither throws nor runs, wherever it came from.
 * What it reads inside the grammar is what the JSONPath of json-rules-engine reads.
 */
import { Path } from '@recipro/schema';

/** The names and places of a path, outermost first. */
export type Keys = readonly string[];

const KEY = /[A-Za-z0-9_]+/g;

/** Null for a path that the grammar does not know. */
export function parsePath(path: string): Keys | null {
  if (!Path.safeParse(path).success) return null;
  return path.match(KEY);
}

export function readKeys(value: unknown, keys: Keys): unknown {
  let at = value;
  for (const key of keys) {
    // Like the library, which reads the length of a text, but of an empty one nothing.
    if (!at || !Object.hasOwn(at, key)) return undefined;
    // A value of unknown shape is walked here and nowhere else.
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

export function readPath(value: unknown, path: string): unknown {
  const keys = parsePath(path);
  return keys === null ? undefined : readKeys(value, keys);
}
