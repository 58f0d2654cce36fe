/** Splits, goals and notes: the same customer goes the same way, groups are as large as they say, and a goal is remembered. */
import { expect, test } from 'vitest';
import { validate } from '@recipro/rules';
import type { Node, Workflow } from '@recipro/schema';
import { BUCKETS, bucketOf } from '../../rules/bucket.ts';
import { ride, runCase } from './case-run.ts';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES, RIDE } from './sample-workflow.ts';

const KNOWN = { actions: ACTIONS, currencies: CURRENCIES };
const CUSTOMERS = Array.from({ length: 20_000 }, (_, i) => `cus_${i.toString(36)}`);

type Split = Extract<Node, { kind: 'split' }>;

function drawn(split: Omit<Split, 'id' | 'kind'>, id = 'test'): Workflow {
  return {
    ...RIDE,
    id,
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      { id: 'split', kind: 'split', ...split },
    ],
    edges: [{ from: 'start', out: 'next', to: 'split' }],
  };
}

const HALVES = [
  { out: 'a', percent: 45 },
  { out: 'b', percent: 45 },
] as const;

function wayOf(document: Workflow, customer: string): string | undefined {
  return runCase([ride({})], { customer }, document).runs[0]?.trace?.at(-1)?.outcome;
}

test('places in a group are spread evenly, and independent from group to group', () => {
  const places = CUSTOMERS.map((id) => [bucketOf('one', id), bucketOf('two', id)] as const);
  const tenths = new Map<string, number>();
  for (const [one, two] of places) {
    const cell = `${Math.floor((one * 10) / BUCKETS)} ${Math.floor((two * 10) / BUCKETS)}`;
    tenths.set(cell, (tenths.get(cell) ?? 0) + 1);
  }
  // A hundred cells of 200 expected; six standard deviations either way.
  expect(tenths.size).toBe(100);
  for (const count of tenths.values()) expect(Math.abs(count - 200)).toBeLessThan(85);
});

test('a place never changes: these numbers are in the records of customers', () => {
  expect(['cus_1', 'cus_2', 'ÆØÅ', ''].map((id) => bucketOf('first test', id))).toEqual([
    6160, 3365, 5976, 4755,
  ]);
});

test('groups are as large as they say, and the same customer goes the same way each time', () => {
  const document = drawn({ ways: [...HALVES], holdout: 10 });
  const ways = CUSTOMERS.slice(0, 2_000).map((customer) => wayOf(document, customer));
  const count = (way: string) => ways.filter((each) => each === way).length;
  expect(Math.abs(count('a') - 900)).toBeLessThan(120);
  expect(Math.abs(count('b') - 900)).toBeLessThan(120);
  expect(Math.abs(count('holdout') - 200)).toBeLessThan(80);
  expect(CUSTOMERS.slice(0, 2_000).map((customer) => wayOf(document, customer))).toEqual(ways);
});

test('those left out stay the same people when the other groups change', () => {
  const before = drawn({ ways: [...HALVES], holdout: 10 });
  const after = drawn({
    ways: [
      { out: 'a', percent: 10 },
      { out: 'b', percent: 80 },
    ],
    holdout: 10,
  });
  const leftOut = (document: Workflow) =>
    CUSTOMERS.slice(0, 500).filter((customer) => wayOf(document, customer) === 'holdout');
  expect(leftOut(before).length).toBeGreaterThan(20);
  expect(leftOut(after)).toEqual(leftOut(before));
});

test('splits of one name agree across workflows; without a name each draws anew', () => {
  const agreeing = (one: Workflow, two: Workflow) =>
    CUSTOMERS.slice(0, 300).filter((customer) => wayOf(one, customer) === wayOf(two, customer));
  const named = { ways: [...HALVES], holdout: 10, group: 'spring' };
  expect(agreeing(drawn(named), drawn(named, 'other'))).toHaveLength(300);
  const { group: _group, ...bare } = named;
  expect(agreeing(drawn(bare), drawn(bare, 'other')).length).toBeLessThan(200);
});

test('the trace says where the customer stands', () => {
  const document = drawn({ ways: [...HALVES], holdout: 10, group: 'spring' });
  const step = runCase([ride({})], { customer: 'cus_1' }, document).runs[0]?.trace?.at(-1);
  expect(step?.params).toEqual({ group: 'spring', bucket: bucketOf('spring', 'cus_1') });
});

test.each<[string, Omit<Split, 'id' | 'kind'>, string[]]>([
  ['too little', { ways: [...HALVES] }, ['split-not-whole']],
  ['too much', { ways: [...HALVES], holdout: 11 }, ['split-not-whole']],
  [
    'one way twice',
    {
      ways: [
        { out: 'a', percent: 50 },
        { out: 'a', percent: 50 },
      ],
    },
    ['split-doubled'],
  ],
  ['a hundred', { ways: [...HALVES], holdout: 10 }, []],
])('a split into %s', (_, split, codes) => {
  expect(validate(drawn(split), KNOWN).map(({ code }) => code)).toEqual(codes);
});

test('a goal that was reached can be asked about later, as a step that was done', () => {
  const once: Workflow = {
    ...RIDE,
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      {
        id: 'first',
        kind: 'condition',
        conditions: {
          fact: 'history',
          params: { step: 'bought', days: 30 },
          operator: 'equal',
          value: 0,
        },
      },
      { id: 'bought', kind: 'goal' },
    ],
    edges: [
      { from: 'start', out: 'next', to: 'first' },
      { from: 'first', out: 'yes', to: 'bought' },
    ],
  };
  expect(validate(once, KNOWN)).toEqual([]);
  const ends = runCase([ride({}), ride({}, '2026-11-26T12:00:00Z')], {}, once).runs.map(
    ({ trace }) => trace?.at(-1),
  );
  expect(ends).toMatchObject([
    { node: 'bought', kind: 'goal', outcome: 'done' },
    { node: 'first', outcome: 'no' },
  ]);
});

test('a note is no step: nothing leads to it, and nothing misses it', () => {
  const note: Node = { id: 'why', kind: 'note', title: 'Why', note: 'Agreed in May.' };
  const noted = { ...RIDE, nodes: [...RIDE.nodes, note] };
  expect(validate(noted, KNOWN)).toEqual([]);
  const wired = {
    ...noted,
    edges: [...RIDE.edges, { from: 'sorry', out: 'done' as const, to: 'why' }],
  };
  expect(validate(wired, KNOWN).map(({ code }) => code)).toEqual(['edge-into-note']);
});
