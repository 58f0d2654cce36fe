/** Conditions that json-rules-engine would take and no one means are refused, each with its place. */
import { expect, test } from 'vitest';
import { validate } from '@recipro/rules';
import type { Condition, Workflow } from '@recipro/schema';
import { EXPLOITS } from './exploit-paths.ts';
import { actionWanting, catalogOf } from './sample-actions.ts';
import { CURRENCIES, FARE, RIDE, acting, asking } from './sample-workflow.ts';

const ACTIONS = catalogOf(actionWanting('success', []), actionWanting('as.told', []));
const KNOWN = { actions: ACTIONS, currencies: CURRENCIES };

function codes(document: Workflow): string[] {
  return validate(document, KNOWN).map(({ code }) => code);
}

function nested(depth: number): Condition {
  return depth === 0 ? FARE : { all: [nested(depth - 1)] };
}

test('a sound workflow has no problems', () => {
  expect(validate(RIDE, KNOWN)).toEqual([]);
  expect(
    validate(RIDE, {
      ...KNOWN,
      partners: [
        { id: 'cardia', name: 'C' },
        { id: 'rydo', name: 'R' },
      ],
    }),
  ).toEqual([]);
});

test.each<[string, Condition, string]>([
  ['an empty all', { all: [] }, 'condition-empty'],
  ['an empty any inside', { all: [FARE, { any: [] }] }, 'condition-empty'],
  ['an unknown operator', { ...FARE, operator: 'equals' }, 'operator-unknown'],
  ['an unknown decorator', { ...FARE, operator: 'nope:equal' }, 'operator-unknown'],
  ['a text compared as a number', { ...FARE, value: '100' }, 'value-not-a-number'],
  ['true compared as a number', { ...FARE, value: true }, 'value-not-a-number'],
  ['null', { ...FARE, operator: 'equal', value: null }, 'value-empty'],
  ['in without a list', { ...FARE, operator: 'in', value: 'abc' }, 'value-not-a-list'],
  ['in with null', { ...FARE, operator: 'in', value: null }, 'value-not-a-list'],
  ['in with nothing in the list', { ...FARE, operator: 'in', value: [] }, 'value-list-empty'],
  ['in with null in the list', { ...FARE, operator: 'in', value: [1, null] }, 'value-empty'],
  ['any value of no list', { ...FARE, operator: 'someValue:equal', value: 5 }, 'value-not-a-list'],
  ['equal to a list', { ...FARE, operator: 'equal', value: [1] }, 'value-not-plain'],
  ['equal to an object', { ...FARE, operator: 'equal', value: { a: 1 } }, 'value-not-plain'],
  ['a value that is no fact', { ...FARE, value: { fact: 'secrets', path: '$.x' } }, 'fact-unknown'],
  ['a value whose fact is no name', { ...FARE, value: { fact: 5 } }, 'value-not-a-fact'],
  ['a whole event compared', { fact: 'event', operator: 'equal', value: 1 }, 'path-missing'],
  ['an unknown fact', { ...FARE, fact: 'env' }, 'fact-unknown'],
  ['a score without a name', { fact: 'score', operator: 'equal', value: 1 }, 'fact-params'],
  [
    'a score compared with a text',
    { fact: 'score', params: { name: 'x' }, operator: 'equal', value: 'a' },
    'value-misfit',
  ],
  [
    'a score that contains',
    { fact: 'score', params: { name: 'x' }, operator: 'contains', value: 1 },
    'operator-misfit',
  ],
  [
    'consent compared with a text',
    {
      fact: 'consent',
      params: { purpose: 'offers', partner: 'rides' },
      operator: 'equal',
      value: 'yes',
    },
    'value-misfit',
  ],
  [
    'consent of an unknown role',
    {
      fact: 'consent',
      params: { purpose: 'offers', partner: 'bank' },
      operator: 'equal',
      value: true,
    },
    'role-unknown',
  ],
  [
    'the balance of an unknown currency',
    {
      fact: 'balance',
      params: { currency: 'COIN' },
      path: '$.availableMinor',
      operator: 'equal',
      value: 1,
    },
    'currency-unknown',
  ],
  [
    'a zone that is none',
    { fact: 'now', params: { zone: 'Moon/Base' }, path: '$.hour', operator: 'equal', value: 1 },
    'fact-params',
  ],
  [
    'a history of nothing',
    { fact: 'history', params: { days: 7 }, operator: 'equal', value: 0 },
    'fact-params',
  ],
  ['a range of one', { ...FARE, operator: 'between', value: [1] }, 'value-not-a-range'],
  ['a range of three', { ...FARE, operator: 'between', value: [1, 2, 3] }, 'value-not-a-range'],
  [
    'a mixed range',
    { ...FARE, operator: 'between', value: [1, '2026-01-01'] },
    'value-not-a-range',
  ],
  ['a range backwards', { ...FARE, operator: 'between', value: [2, 1] }, 'value-range-backwards'],
  [
    'a day in no calendar',
    { ...FARE, operator: 'before', value: '2026-02-30' },
    'value-not-a-date',
  ],
  ['a date as a number', { ...FARE, operator: 'after', value: 5 }, 'value-not-a-date'],
  ['days as a number', { ...FARE, operator: 'withinLast', value: 14 }, 'value-not-a-window'],
  [
    'a time to look back that is none',
    { ...FARE, operator: 'withinLast', value: { fact: 'now', path: '$.hour' } },
    'value-not-a-window',
  ],
  [
    'a look back over nothing',
    { ...FARE, operator: 'withinLast', value: { fact: 'now', path: '$.window' } },
    'fact-params',
  ],
  ['an empty beginning', { ...FARE, operator: 'startsWith', value: '' }, 'value-not-a-text'],
  ['a broken pattern', { ...FARE, operator: 'matches', value: '(' }, 'value-not-a-pattern'],
  [
    'a pattern that looks back',
    { ...FARE, operator: 'matches', value: '(a)\\1' },
    'value-not-a-pattern',
  ],
  [
    'a pattern from the event',
    { ...FARE, operator: 'matches', value: { fact: 'event', path: '$.data.x' } },
    'value-not-fixed',
  ],
  ['missing as a question', { ...FARE, operator: 'isMissing', value: false }, 'value-not-true'],
  [
    'a place without a distance',
    { ...FARE, operator: 'withinRadius', value: { latitude: 1, longitude: 1 } },
    'value-not-a-circle',
  ],
  ['items with nothing', { ...FARE, operator: 'someItem', value: [] }, 'value-not-parts'],
  [
    'items of items',
    { ...FARE, operator: 'someItem', value: [{ operator: 'everyItem', value: [] }] },
    'operator-unknown',
  ],
  [
    'items compared with a text as a number',
    { ...FARE, operator: 'someItem', value: [{ path: '$.n', operator: 'lessThan', value: 'a' }] },
    'value-not-a-number',
  ],
  [
    'a score that is before',
    { fact: 'score', params: { name: 'x' }, operator: 'before', value: '2026-01-01' },
    'operator-misfit',
  ],
  ['an unknown name', { condition: 'regular' }, 'condition-unknown'],
  ['a name of the language', { condition: 'constructor' }, 'condition-unknown'],
  ['a nest too deep', nested(21), 'condition-too-deep'],
  [
    'a step that comes later',
    { fact: 'step:debit', operator: 'equal', value: 'done' },
    'step-not-before',
  ],
  [
    'a step that is none',
    { fact: 'step:nowhere', operator: 'equal', value: 'done' },
    'step-unknown',
  ],
  [
    'the outcome of a question',
    { fact: 'step:pays-points', operator: 'equal', value: 'yes' },
    'step-without-outcome',
  ],
])('a condition with %s is refused', (_, condition, code) => {
  const problems = validate(asking(condition), KNOWN);
  expect(problems.map((problem) => problem.code)).toEqual([code]);
  expect(problems[0]).toMatchObject({ severity: 'error', node: 'pays-points' });
  expect(problems[0]?.pointer).toMatch(/^\/nodes\/1\/conditions/);
});

test.each<[string, Condition]>([
  ['nested as deep as may be', nested(20)],
  ['a list of texts', { ...FARE, operator: 'in', value: ['a', 'b'] }],
  ['a fact against a fact', { ...FARE, value: { fact: 'score', params: { name: 'x' } } }],
  ['decorators', { fact: 'customer', path: '$.tags', operator: 'someFact:equal', value: 'vip' }],
  ['a range of dates', { ...FARE, operator: 'between', value: ['2026-01-01', '2026-12-31'] }],
  [
    'the last two weeks',
    {
      ...FARE,
      operator: 'withinLast',
      value: { fact: 'now', path: '$.window', params: { days: 14, zone: 'Europe/Rome' } },
    },
  ],
  [
    'the day before Christmas',
    { fact: 'now', path: '$.date', operator: 'before', value: '2026-12-24' },
  ],
  ['a pattern', { ...FARE, operator: 'matches', value: '^VIP-[0-9]+$' }],
  [
    'an item in the cart',
    {
      ...FARE,
      operator: 'not:someItem',
      value: [
        { path: '$.sku', operator: 'equal', value: 'a' },
        { path: '$.n', operator: 'between', value: [1, 2] },
      ],
    },
  ],
  ['a list of lists asked about', { ...FARE, operator: 'swap:contains', value: ['a'] }],
  [
    'the local hour',
    {
      fact: 'now',
      params: { zone: 'Europe/Copenhagen' },
      path: '$.hour',
      operator: 'lessThan',
      value: 22,
    },
  ],
])('a condition with %s is accepted', (_, condition) => {
  expect(validate(asking(condition), KNOWN)).toEqual([]);
});

test.each(EXPLOITS)(
  'the path %s is refused as unsafe, in a condition, a value, an amount and a text',
  (path) => {
    expect(codes(asking({ ...FARE, path }))).toEqual(['path-unsafe']);
    expect(codes(asking({ ...FARE, value: { fact: 'event', path } }))).toEqual(['path-unsafe']);
    expect(codes(acting({ text: `{{event${path.replaceAll(/[{}]/g, '')}}}` }))).not.toEqual([]);
  },
);

test('named conditions: a circle, a bomb, a reserved name, and what they read are each refused where they stand', () => {
  const named = (conditions: Record<string, Condition>, used = 'a') =>
    validate(asking({ condition: used }, conditions), KNOWN).map(({ code, pointer }) => [
      code,
      pointer,
    ]);
  expect(
    named({ a: { any: [FARE, { condition: 'b' }] }, b: { not: { condition: 'a' } } }),
  ).toContainEqual(['condition-circular', '/conditions/a']);
  const bomb: Record<string, Condition> = { a0: FARE };
  for (let level = 1; level < 15; level += 1) {
    bomb[`a${level}`] = { any: [{ condition: `a${level - 1}` }, { condition: `a${level - 1}` }] };
  }
  expect(named(bomb, 'a14').map(([code]) => code)).toContain('condition-too-large');
  expect(named({ a: FARE, 'reached:a': FARE })).toEqual([
    ['condition-name-reserved', '/conditions/reached:a'],
  ]);
  expect(named({ a: { fact: 'step:debit', operator: 'equal', value: 'done' } })).toEqual([
    ['step-not-before', '/nodes/1/conditions/condition'],
  ]);
});
