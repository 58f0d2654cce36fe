/** What a workflow's own samples say against what its steps read: a path that none has, a type that no operator there can ask about. */
import { expect, test } from 'vitest';
import { validate } from '@recipro/rules';
import type { Case, Condition, Json, Workflow } from '@recipro/schema';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES, FARE, RIDE, asking } from './sample-workflow.ts';

const FULL = { fareMinor: 1450, payWith: 'points', ride: 'r1', when: '2026-05-04', none: null };

function sampled(document: Workflow, ...data: readonly Record<string, Json>[]): Workflow {
  const cases: Case[] = data.map((each, index) => ({
    title: `Sample ${index}`,
    events: [{ type: 'ride.completed', from: 'rides', data: each }],
  }));
  return { ...document, cases };
}

function told(document: Workflow): string[] {
  return validate(document, { actions: ACTIONS, currencies: CURRENCIES }).map(
    ({ severity, code, node, pointer }) => `${severity} ${code} ${node} ${pointer}`,
  );
}

const at = (path: string, operator: string, value: Json): Condition => ({
  fact: 'event',
  path: `$.data.${path}`,
  operator,
  value,
});
const UNSEEN = ['warning path-not-in-samples pays-points /nodes/1/conditions/path'];
const UNLIKE = ['warning operator-unlike-samples pays-points /nodes/1/conditions/operator'];

test.each<[string, Condition, string[]]>([
  ['a path that the sample has', FARE, []],
  ['a misspelled path', at('fareminor', 'greaterThan', 100), UNSEEN],
  ['a path that may well be missing', at('voucher', 'isMissing', true), []],
  ['a value that is null in the sample', at('none', 'equal', 'a'), []],
  ['a text asked as a number', at('payWith', 'greaterThan', 100), UNLIKE],
  ['a number asked as a text', at('fareMinor', 'startsWith', '1'), UNLIKE],
  ['a date asked as a date', at('when', 'before', '2026-12-24'), []],
  ['a date asked as a text', at('when', 'startsWith', '2026'), []],
  ['a text asked as a date', at('payWith', 'before', '2026-12-24'), UNLIKE],
  ['a text asked as a list, item by item', at('payWith', 'someFact:equal', 'a'), []],
  ['another fact', { fact: 'event', path: '$.type', operator: 'equal', value: 'x' }, []],
])('with a sample, %s', (_, condition, expected) => {
  expect(told(sampled(asking(condition), FULL))).toEqual(expected);
});

test('one sample that has the value, or has it in another type, is enough', () => {
  const document = asking(at('extra', 'greaterThan', 100));
  expect(told(sampled(document, FULL))).toEqual(UNSEEN);
  expect(told(sampled(document, FULL, { ...FULL, extra: 5 }))).toEqual([]);
  expect(told(sampled(document, { ...FULL, extra: 'a' }, { ...FULL, extra: 5 }))).toEqual([]);
});

test('nothing is said without samples, or by samples of events that do not lead there', () => {
  const document = asking(at('fareminor', 'greaterThan', 100));
  expect(told(document)).toEqual([]);
  const other: Case = {
    title: 'A refund',
    events: [{ type: 'ride.refunded', from: 'rides', data: { ride: 'r1' } }],
  };
  expect(told({ ...document, cases: [other] })).toEqual([]);
});

test('what an action reads is looked for as well', () => {
  const { fareMinor: _fare, ...less } = FULL;
  expect(told(sampled(RIDE, less))).toEqual([
    'warning path-not-in-samples debit /nodes/2/params/amount/of/path',
    'warning path-not-in-samples debit /nodes/2/params/owed/of/path',
    'warning path-not-in-samples earn /nodes/4/params/amount/of/path',
  ]);
});
