/** Values that comparisons and paths stumble over: unlike types, nothing, texts that look like numbers, lists in lists. */
import type { Json } from '@recipro/schema';

export const AWKWARD: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2,
  20,
  100,
  Number.MAX_SAFE_INTEGER,
  '',
  '1',
  '2',
  '20',
  '100',
  '1a',
  'a',
  'abc',
  'b',
  'true',
  'null',
  '1,2',
  [],
  [1],
  ['a'],
  [1, 2, 'a'],
  [null],
  [[1]],
  [[1, 2], 'a'],
  {},
  { a: 1 },
  { length: 1 },
];

/** Objects without a text of their own: asking for it throws in the language. */
export const TEXTLESS: readonly Json[] = [
  { toString: 1, valueOf: 2 },
  [{ toString: 1, valueOf: 2 }],
];
