/**
 * All operators by name: those of json-rules-engine 7.3.1 and its decorators, with its meaning, including how it compares values
 * of unlike types, and our own (own-operators.ts).
 * I1. No operator throws. Where the library would reject the whole run (no list where one is needed, a value without a text),
 *     the comparison finds nothing: `in` is false, `notIn` is true, the list decorators are false.
 */

import { ownOperators } from './own-operators.ts';
import type { Operator } from './own-operators.ts';

/** What a value is, for pickers and for checking. A moment is a text that says a date or a time; a place has a latitude and a longitude. */
export type ValueType = 'text' | 'number' | 'boolean' | 'moment' | 'list' | 'place';

/**
 * What a value is compared with: one of the same type, a list of such, an item of the list that is read, two ends of a stretch,
 * a moment, a stretch of time up to now, a text, a pattern, a circle on the map, parts that an item must meet, or nothing (`true` is written).
 */
export type Needs =
  | 'same'
  | 'list'
  | 'item'
  | 'range'
  | 'moment'
  | 'window'
  | 'text'
  | 'pattern'
  | 'circle'
  | 'parts'
  | 'nothing';

export type OperatorEntry = {
  readonly name: string;
  /** How it reads between the two values. */
  readonly words: string;
  /** The types of value it can be asked about. */
  readonly reads: readonly ValueType[];
  readonly needs: Needs;
};

const PLAIN = ['text', 'number', 'boolean', 'moment'] as const;
const ANY = [...PLAIN, 'list', 'place'] as const;

/** In the order in which a picker shows them. */
export const OPERATORS: readonly OperatorEntry[] = [
  { name: 'equal', words: 'is', reads: PLAIN, needs: 'same' },
  { name: 'notEqual', words: 'is not', reads: PLAIN, needs: 'same' },
  { name: 'in', words: 'is one of', reads: PLAIN, needs: 'list' },
  { name: 'notIn', words: 'is none of', reads: PLAIN, needs: 'list' },
  { name: 'lessThan', words: 'is less than', reads: ['number'], needs: 'same' },
  { name: 'lessThanInclusive', words: 'is at most', reads: ['number'], needs: 'same' },
  { name: 'greaterThan', words: 'is more than', reads: ['number'], needs: 'same' },
  { name: 'greaterThanInclusive', words: 'is at least', reads: ['number'], needs: 'same' },
  { name: 'between', words: 'is between', reads: ['number', 'moment'], needs: 'range' },
  { name: 'before', words: 'is before', reads: ['moment'], needs: 'moment' },
  { name: 'after', words: 'is after', reads: ['moment'], needs: 'moment' },
  { name: 'withinLast', words: 'is within the last', reads: ['moment'], needs: 'window' },
  { name: 'contains', words: 'contains', reads: ['list'], needs: 'item' },
  { name: 'doesNotContain', words: 'does not contain', reads: ['list'], needs: 'item' },
  { name: 'containsText', words: 'contains', reads: ['text'], needs: 'text' },
  { name: 'startsWith', words: 'starts with', reads: ['text'], needs: 'text' },
  { name: 'endsWith', words: 'ends with', reads: ['text'], needs: 'text' },
  { name: 'matches', words: 'matches', reads: ['text'], needs: 'pattern' },
  { name: 'someItem', words: 'has an item with', reads: ['list'], needs: 'parts' },
  { name: 'everyItem', words: 'has only items with', reads: ['list'], needs: 'parts' },
  { name: 'withinRadius', words: 'is within', reads: ['place'], needs: 'circle' },
  { name: 'isPresent', words: 'is there', reads: ANY, needs: 'nothing' },
  { name: 'isMissing', words: 'is missing', reads: ANY, needs: 'nothing' },
];

export type DecoratorEntry = { readonly name: string; readonly words: string };

/** Written before an operator and a colon, as in `someFact:equal`; several may follow each other. */
export const DECORATORS: readonly DecoratorEntry[] = [
  { name: 'someFact', words: 'for at least one item of the value read' },
  { name: 'everyFact', words: 'for every item of the value read' },
  { name: 'someValue', words: 'for at least one of the values given' },
  { name: 'everyValue', words: 'for every one of the values given' },
  { name: 'swap', words: 'with both sides swapped' },
  { name: 'not', words: 'not' },
];

/** The text of a value as the language makes it, or null where it has none (`{ "toString": 1 }`). */
function textOf(value: unknown): string | null {
  try {
    return String(value);
  } catch {
    return null;
  }
}

function isIn(read: unknown, needed: unknown): boolean {
  if (Array.isArray(needed)) return needed.includes(read);
  if (typeof needed !== 'string') return false;
  const text = textOf(read);
  return text !== null && needed.includes(text);
}

function contains(read: unknown, needed: unknown): boolean {
  return Array.isArray(read) && read.includes(needed);
}

type Order = <Value extends string | number>(a: Value, b: Value) => boolean;

function ordered(order: Order): Operator {
  return (read, needed) =>
    typeof read === 'number' && typeof needed === 'number'
      ? order(read, needed)
      : orderedLoosely(order, read, needed);
}

/** Two texts are compared by letters, anything else as numbers; what is read must begin like a number. */
function orderedLoosely(order: Order, read: unknown, needed: unknown): boolean {
  const left = textOf(read);
  if (left === null || Number.isNaN(Number.parseFloat(left))) return false;
  const right = plain(needed);
  if (right === undefined) return false;
  const plainRead = plain(read);
  if (typeof plainRead === 'string' && typeof right === 'string') return order(plainRead, right);
  return order(Number(plainRead), Number(right));
}

function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (textOf(value) ?? undefined) : value;
}

const BY_NAME: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['equal', (read, needed) => read === needed],
  ['notEqual', (read, needed) => read !== needed],
  ['in', isIn],
  ['notIn', (read, needed) => !isIn(read, needed)],
  ['contains', contains],
  ['doesNotContain', (read, needed) => Array.isArray(read) && !read.includes(needed)],
  ['lessThan', ordered((a, b) => a < b)],
  ['lessThanInclusive', ordered((a, b) => a <= b)],
  ['greaterThan', ordered((a, b) => a > b)],
  ['greaterThanInclusive', ordered((a, b) => a >= b)],
]);

const DECORATE: ReadonlyMap<string, (next: Operator) => Operator> = new Map([
  [
    'someFact',
    (next: Operator): Operator =>
      (read, needed) =>
        Array.isArray(read) && read.some((item) => next(item, needed)),
  ],
  [
    'everyFact',
    (next: Operator): Operator =>
      (read, needed) =>
        Array.isArray(read) && read.every((item) => next(item, needed)),
  ],
  [
    'someValue',
    (next: Operator): Operator =>
      (read, needed) =>
        Array.isArray(needed) && needed.some((item) => next(read, item)),
  ],
  [
    'everyValue',
    (next: Operator): Operator =>
      (read, needed) =>
        Array.isArray(needed) && needed.every((item) => next(read, item)),
  ],
  [
    'swap',
    (next: Operator): Operator =>
      (read, needed) =>
        next(needed, read),
  ],
  [
    'not',
    (next: Operator): Operator =>
      (read, needed) =>
        !next(read, needed),
  ],
]);

/** Makers of the operators that json-rules-engine must be given. */
export const OWN: ReadonlyMap<string, () => Operator> = ownOperators(operatorNamed);

/** The parts of an operator's name: `not:someFact:equal` → decorators `not`, `someFact` and operator `equal`. */
export function operatorParts(name: string): {
  readonly decorators: readonly string[];
  readonly operator: string;
} {
  const parts = name.split(':');
  return { decorators: parts.slice(0, -1), operator: parts.at(-1) ?? '' };
}

/** The operator of this name with its decorators applied, or null where there is none. */
export function operatorNamed(name: string): Operator | null {
  const { decorators, operator } = operatorParts(name);
  let found = BY_NAME.get(operator) ?? OWN.get(operator)?.();
  for (const decorator of decorators.toReversed()) {
    const decorate = DECORATE.get(decorator);
    if (decorate === undefined || found === undefined) return null;
    found = decorate(found);
  }
  return found ?? null;
}
