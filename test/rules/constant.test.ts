/** Questions that are none: always yes, or never, and what is not said because it depends. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateCondition, validate } from '@recipro/rules';
import type { Condition, Json } from '@recipro/schema';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES, asking } from './sample-workflow.ts';

function told(condition: Condition, named: Record<string, Condition> = {}): string[] {
  return validate(asking(condition, named), { actions: ACTIONS, currencies: CURRENCIES })
    .filter(({ code }) => code.startsWith('condition-'))
    .map(({ code, severity }) => `${severity} ${code}`);
}

const total = (operator: string, value: Json): Condition => ({
  fact: 'event',
  path: '$.data.total',
  operator,
  value,
});
const score = (operator: string, value: Json): Condition => ({
  fact: 'score',
  params: { name: 'x' },
  operator,
  value,
});
const NEVER = ['warning condition-never-met'];
const ALWAYS = ['warning condition-always-met'];

test.each<[string, Condition, string[]]>([
  [
    'more than 10 and less than 5',
    { all: [total('greaterThan', 10), total('lessThan', 5)] },
    NEVER,
  ],
  ['two texts at once', { all: [total('equal', 'a'), total('equal', 'b')] }, NEVER],
  ['a text that is in no list', { all: [total('equal', 'a'), total('in', ['b', 'c'])] }, NEVER],
  [
    'a score above 3 or at most 3',
    { any: [score('greaterThan', 3), score('lessThanInclusive', 3)] },
    ALWAYS,
  ],
  ['missing or there', { any: [total('isMissing', true), total('isPresent', true)] }, ALWAYS],
  ['not (yes and no)', { not: { all: [total('equal', true), total('equal', false)] } }, ALWAYS],
  ['missing, and more than 1', { all: [total('isMissing', true), total('greaterThan', 1)] }, NEVER],
  ['a range apart', { all: [total('between', [1, 5]), total('between', [6, 9])] }, NEVER],
  ['a range that touches', { all: [total('between', [1, 5]), total('between', [5, 9])] }, []],
  // What the event does not bring is neither.
  ['above 3 or at most 3', { any: [total('greaterThan', 3), total('lessThanInclusive', 3)] }, []],
  ['between whole numbers', { all: [total('greaterThan', 10), total('lessThan', 11)] }, []],
  ['two values', { all: [total('greaterThan', 10), score('lessThan', 5)] }, []],
  [
    'a pattern and not the pattern',
    { all: [total('matches', 'a'), { not: total('matches', 'a') }] },
    NEVER,
  ],
  ['two patterns', { all: [total('matches', 'a'), total('matches', 'b')] }, []],
])('%s', (_, condition, expected) => {
  expect(told(condition)).toEqual(expected);
});

test('names are looked through', () => {
  const named = { large: total('greaterThan', 10) };
  expect(told({ all: [{ condition: 'large' }, total('lessThan', 5)] }, named)).toEqual(NEVER);
});

test('what is told is so: no value of a thousand answers otherwise', () => {
  const value = fc.integer({ min: 0, max: 3 });
  const leaf = fc
    .tuple(fc.constantFrom('lessThan', 'greaterThan', 'equal', 'notEqual', 'isMissing'), value)
    .map(([operator, needed]) => total(operator, operator === 'isMissing' ? true : needed));
  const condition = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
    ),
  })).node;
  const values = [undefined, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];
  let constant = 0;
  fc.assert(
    fc.property(condition, (some) => {
      const answers = new Set(
        values.map((read) => evaluateCondition(some, () => ({ data: { total: read } })).met),
      );
      const expected = answers.size > 1 ? [] : answers.has(true) ? ALWAYS : NEVER;
      if (expected.length > 0) constant += 1;
      expect(told(some)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
  expect(constant).toBeGreaterThan(100);
});
