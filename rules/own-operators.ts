/**
 * Operators beyond those of json-rules-engine. They are plain functions of what is read and what is needed, so that they
 * mean the same in the closures and, registered in the library, in exported rules (`addOperators` in library.ts).
 * I1. None throws, whatever the values are: what is not of its kind is not met.
 * I2. Each call of a maker gives an operator of its own, which may remember what the needed value was made into.
 */
import { ItemParts } from '@recipro/schema';
import { RE2JS } from 're2js';
import { momentOf } from './moment.ts';
import { parsePath, readKeys } from './path.ts';
import { circleOf, distanceMeters, placeOf } from './place.ts';

export type Operator = (read: unknown, needed: unknown) => boolean;

/** The pattern language is linear in the text; these bound what it can cost. */
export const PATTERN_LENGTH_MAX = 200;
const MATCHED_LENGTH_MAX = 1_000;

function between(read: unknown, needed: unknown): boolean {
  if (!Array.isArray(needed) || needed.length !== 2) return false;
  const [low, high]: readonly unknown[] = needed;
  if (typeof read === 'number' && typeof low === 'number' && typeof high === 'number') {
    return low <= read && read <= high;
  }
  const [at, from, to] = [momentOf(read), momentOf(low), momentOf(high)];
  return at !== null && from !== null && to !== null
    ? from.firstMs <= at.firstMs && at.lastMs <= to.lastMs
    : false;
}

function before(read: unknown, needed: unknown): boolean {
  const [at, than] = [momentOf(read), momentOf(needed)];
  return at !== null && than !== null && at.lastMs < than.firstMs;
}

function texts(test: (read: string, needed: string) => boolean): Operator {
  return (read, needed) =>
    typeof read === 'string' && typeof needed === 'string' && test(read, needed);
}

function withinRadius(read: unknown, needed: unknown): boolean {
  const [place, circle] = [placeOf(read), circleOf(needed)];
  if (place === null || circle === null) return false;
  return distanceMeters(place, circle) <= circle.radiusMeters;
}

/** Null for what is no pattern of RE2, or too long for one. */
export function patternOf(text: unknown): RE2JS | null {
  if (typeof text !== 'string' || text.length > PATTERN_LENGTH_MAX) return null;
  try {
    return RE2JS.compile(text);
  } catch {
    return null;
  }
}

function makeMatches(): Operator {
  const pattern = remembered(patternOf);
  return (read, needed) =>
    typeof read === 'string' &&
    read.length <= MATCHED_LENGTH_MAX &&
    (pattern(needed)?.matcher(read).find() ?? false);
}

type Named = (name: string) => Operator | null;
type ItemTest = (item: unknown) => boolean;

/** Operators that ask about the items of a list: inside an item there are none, so that the cost stays in proportion. */
export const OF_ITEMS: ReadonlySet<string> = new Set(['someItem', 'everyItem']);

function makeItems(named: Named, holds: 'some' | 'every'): Operator {
  const test = remembered((parts) => itemTest(parts, named));
  return (read, needed) => {
    const meets = test(needed);
    if (meets === null || !Array.isArray(read)) return false;
    return holds === 'some' ? read.some(meets) : read.every(meets);
  };
}

function itemTest(needed: unknown, named: Named): ItemTest | null {
  const parsed = ItemParts.safeParse(needed);
  if (!parsed.success) return null;
  const parts = parsed.data.map(({ path, operator, value }) => ({
    keys: path === undefined ? [] : parsePath(path),
    compare: operator.split(':').some((name) => OF_ITEMS.has(name)) ? null : named(operator),
    value,
  }));
  return (item) =>
    parts.every(
      ({ keys, compare, value }) =>
        keys !== null && compare !== null && compare(readKeys(item, keys), value),
    );
}

/** Makes anew only when the value is another: in a condition it is the same each time. */
function remembered<Made>(make: (value: unknown) => Made): (value: unknown) => Made {
  let last: { readonly value: unknown; readonly made: Made } | null = null;
  return (value) => {
    if (last === null || last.value !== value) last = { value, made: make(value) };
    return last.made;
  };
}

/** Makers by name; `named` finds the operators that someItem and everyItem use inside. */
export function ownOperators(named: Named): ReadonlyMap<string, () => Operator> {
  return new Map<string, () => Operator>([
    ['between', () => between],
    ['before', () => before],
    ['after', () => (read, needed) => before(needed, read)],
    // What is needed is the stretch of time that the fact `now` gives at `$.window`.
    ['withinLast', () => between],
    ['startsWith', () => texts((read, needed) => read.startsWith(needed))],
    ['endsWith', () => texts((read, needed) => read.endsWith(needed))],
    ['containsText', () => texts((read, needed) => read.includes(needed))],
    ['matches', makeMatches],
    ['isMissing', () => (read) => read === undefined || read === null],
    ['isPresent', () => (read) => read !== undefined && read !== null],
    ['withinRadius', () => withinRadius],
    ['someItem', () => makeItems(named, 'some')],
    ['everyItem', () => makeItems(named, 'every')],
  ]);
}
