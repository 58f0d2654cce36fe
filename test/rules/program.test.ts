/** How a run goes: one path, facts read when needed and anew after a step, values resolved or the step declined. */
import { expect, test } from 'vitest';
import { compile, run } from '@recipro/rules';
import type { Ask, RunInput, RunRecord } from '@recipro/rules';
import { defineAction } from '@recipro/schema';
import type { Json, Workflow } from '@recipro/schema';
import { z } from 'zod';
import { answer, emptyWorld } from '../../rules/world.ts';
import { doing, ride, runCase, stepOf } from './case-run.ts';
import { ACTIONS, catalogOf } from './sample-actions.ts';
import { CURRENCIES, RIDE } from './sample-workflow.ts';

function inputFor(document: Workflow, data: Record<string, Json>): RunInput {
  const event = { specversion: '1.0', id: 'e', source: 'rydo', subject: 'x', data } as const;
  return {
    event: { ...event, type: 'ride.completed' },
    eventId: 'e',
    customerId: 'c1',
    nowMs: 1_000,
    runId: 'run_1',
    workflow: document.id,
    version: 3,
  };
}

/** Drives a run and keeps every ask. */
function drive(document: Workflow, data: Record<string, Json>, actions = ACTIONS) {
  const world = emptyWorld('c1');
  world.postings.push({
    address: 'customer:c1',
    currency: 'CARD',
    amountMinor: 5_000,
    availableAtMs: null,
  });
  const program = compile(document, { version: 3, actions });
  const asks: Ask[] = [];
  const running = run(
    program,
    inputFor(document, data),
    (code) => CURRENCIES.find((it) => it.code === code) ?? null,
  );
  let turn = running.next();
  while (turn.done !== true) {
    asks.push(turn.value);
    turn = running.next(answer(world, turn.value, { nowMs: 1_000, partner: 'rydo' }));
  }
  const record: RunRecord = turn.value;
  return { record, asks, world };
}

test('a run asks for the accounts of a step in address order, then writes with ids made from run, step and place', () => {
  const { asks, record } = drive(RIDE, { payWith: 'points', fareMinor: 1450, ride: 'r1' });
  expect(asks.map((ask) => (ask.ask === 'account' ? ask.address : ask.ask))).toEqual([
    'customer:c1',
    'partner:cardia:issued',
    'partner:cardia:payable:rydo',
    'partner:rydo:receivable:cardia',
    'post',
    'post',
  ]);
  expect(asks.flatMap((ask) => (ask.ask === 'post' ? [ask.transfer] : []))).toEqual([
    {
      id: 'run_1.debit.0',
      kind: 'points.debit',
      from: 'customer:c1',
      to: 'partner:cardia:issued',
      currency: 'CARD',
      amountMinor: 2072,
      reference: 'r1',
      reverses: null,
      availableAtMs: null,
      nodeId: 'debit',
    },
    expect.objectContaining({ id: 'run_1.debit.1', amountMinor: 1450, currency: 'USD' }),
  ]);
  expect(record).toMatchObject({
    done: ['debit'],
    declined: false,
    input: { runId: 'run_1', version: 3 },
  });
});

test('a declined action goes out by its own way; without one the run ends there', () => {
  const { record } = drive(RIDE, { payWith: 'points', fareMinor: 9_999_999, ride: 'r1' });
  expect(record.trace.map(({ node, outcome }) => `${node} ${outcome}`)).toEqual([
    'ride next',
    'pays-points yes',
    'debit declined',
    'sorry done',
  ]);
  expect(record).toMatchObject({ done: ['sorry'], declined: true });
  const edges = RIDE.edges.filter(({ out }) => out !== 'declined');
  const ended = drive({ ...RIDE, edges }, { payWith: 'points', fareMinor: 9_999_999, ride: 'r1' });
  expect(ended.record.trace.at(-1)).toMatchObject({ node: 'debit', outcome: 'declined' });
});

/** trigger → is the score below 3? → add 2 → is it still? → tag */
const CLIMB: Workflow = {
  ...RIDE,
  conditions: {
    low: { fact: 'score', params: { name: 'loyalty' }, operator: 'lessThan', value: 2 },
  },
  nodes: [
    { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    { id: 'first', kind: 'condition', conditions: { condition: 'low' } },
    { id: 'add', kind: 'action', action: 'score.add', params: { name: 'loyalty', by: 2 } },
    { id: 'second', kind: 'condition', conditions: { condition: 'low' } },
    { id: 'tag', kind: 'action', action: 'customer.tag', params: { tag: 'low' } },
    { id: 'high', kind: 'end' },
  ],
  edges: [
    { from: 'start', out: 'next', to: 'first' },
    { from: 'first', out: 'yes', to: 'add' },
    { from: 'add', out: 'done', to: 'second' },
    { from: 'second', out: 'yes', to: 'tag' },
    { from: 'second', out: 'no', to: 'high' },
  ],
};

test('a fact is read once until a step may have changed it, and anew after that', () => {
  const { record, asks } = drive(CLIMB, {});
  expect(record.trace.map(({ node, outcome }) => `${node} ${outcome}`)).toEqual([
    'start next',
    'first yes',
    'add done',
    'second no',
    'high end',
  ]);
  expect(asks.map(({ ask }) => ask)).toEqual(['score', 'score', 'put-score', 'score']);
});

test('an action that is declined or not reached is seen as such by later conditions', () => {
  const later: Workflow = {
    ...RIDE,
    nodes: [
      ...RIDE.nodes,
      {
        id: 'was-declined',
        kind: 'condition',
        conditions: { fact: 'step:debit', operator: 'equal', value: 'declined' },
      },
      { id: 'free', kind: 'action', action: 'customer.tag', params: { tag: 'free' } },
    ],
    edges: [
      ...RIDE.edges,
      { from: 'sorry', out: 'done', to: 'was-declined' },
      { from: 'was-declined', out: 'yes', to: 'free' },
    ],
  };
  const { record } = drive(later, { payWith: 'points', fareMinor: 9_999_999, ride: 'r1' });
  expect(record.trace.at(-1)).toMatchObject({ node: 'free', outcome: 'done' });
});

test.each<[string, Record<string, Json>, string]>([
  ['missing', {}, 'value-missing'],
  ['null', { fareMinor: null }, 'value-missing'],
  ['a fraction', { fareMinor: 14.5 }, 'amount-not-whole'],
  ['a text', { fareMinor: '1450' }, 'amount-not-whole'],
  ['negative', { fareMinor: -1 }, 'amount-not-whole'],
  ['2^53', { fareMinor: 2 ** 53 }, 'amount-not-whole'],
  ['a list', { fareMinor: [1450] }, 'amount-not-whole'],
  [
    'so large that the points leave the range',
    { fareMinor: Number.MAX_SAFE_INTEGER },
    'amount-out-of-range',
  ],
])(
  'a fare that is %s declines the step with a code and words, and stops nothing',
  (_, data, code) => {
    const { record } = drive(RIDE, { payWith: 'points', ride: 'r1', ...data });
    const debit = record.trace.find(({ node }) => node === 'debit');
    expect(debit?.declined?.code).toBe(code);
    expect(debit?.declined?.reason).toMatch(/^[$0-9].*\.$/);
    expect(record.trace.at(-1)).toMatchObject({ node: 'sorry', outcome: 'done' });
  },
);

test('texts are filled in plainly: what is missing is empty, what is filled in is not looked at again', () => {
  const text = 'A {{event.data.a}}, b {{event.data.b}}, o {{event.data.o}}, n {{event.data.n}}.';
  const message = doing('message.send', { to: { role: 'rides' }, text });
  const result = runCase([ride({ a: '{{event.id}} ${1}', o: { x: 1 }, n: 5 })], {}, message);
  expect(result.messages[0]?.data['text']).toBe('A {{event.id}} ${1}, b , o , n 5.');
});

test('a text that would grow without end declines the step', () => {
  const text = '{{event.data.a}}'.repeat(30);
  const message = doing('message.send', { to: { role: 'rides' }, text });
  const result = runCase([ride({ a: 'x'.repeat(1_000) })], {}, message);
  expect(stepOf(result, 'act')?.declined?.code).toBe('text-too-long');
});

test('an action sees resolved values only: partner ids, exact amounts, read values, its defaults', () => {
  const seen: unknown[] = [];
  const spy = defineAction({
    kind: 'as.told',
    title: 'Spy',
    summary: 'For tests.',
    icon: 'circle',
    group: 'Tests',
    declines: true,
    params: z.strictObject({ given: z.json(), more: z.int().default(7) }),
    plan: (params, context) => {
      seen.push(params, context.customerId, context.nowMs);
      return { effects: [] };
    },
  });
  const given = {
    who: { role: 'issuer' },
    list: [{ fact: 'event', path: '$.data.items[1]' }, 'id {{event.id}}'],
    part: { of: { fact: 'event', path: '$.data.n' }, every: 3, give: 1, count: 'even' },
    plain: { __proto__: null, a: [1, null, true] },
  };
  drive(doing('as.told', { given }), { items: [1, { deep: 2 }], n: 10 }, catalogOf(spy));
  expect(seen).toEqual([
    {
      given: { who: 'cardia', list: [{ deep: 2 }, 'id e'], part: 3, plain: { a: [1, null, true] } },
      more: 7,
    },
    'c1',
    1_000,
  ]);
});
