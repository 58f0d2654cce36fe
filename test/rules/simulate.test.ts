/** A dry run: repeatable, without trace in its input, and able to say what was expected and was not so. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { simulate } from '@recipro/rules';
import type { SimulateInput } from '@recipro/rules';
import type { Case, Workflow } from '@recipro/schema';
import { NOON_MS, doing, refund, ride, runCase, stepOf } from './case-run.ts';
import { generatedWorkflow } from './generated-workflow.ts';
import { ACTIONS } from './sample-actions.ts';
import { acting, CURRENCIES, RIDE } from './sample-workflow.ts';

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !(value instanceof Map)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function inputOf(document: Workflow, sample: Case): SimulateInput {
  return { document, case: sample, actions: ACTIONS, currencies: CURRENCIES, nowMs: NOON_MS };
}

test('the same case of any workflow gives the same result twice, and leaves its input as it was', () => {
  const event = fc.record({ n: fc.nat(12), m: fc.nat(9) }).map((data) => ride(data));
  const events = fc.array(event, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(generatedWorkflow, events, fc.nat(20), (document, list, CARD) => {
      const input = frozen(
        inputOf(document, { title: 'x', given: { balances: { CARD } }, events: list }),
      );
      const before = JSON.stringify(input.document);
      const result = simulate(input);
      expect(simulate(input)).toEqual(result);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(JSON.stringify(input.document)).toBe(before);
    }),
    { numRuns: 300 },
  );
});

const PASSING: Case = {
  title: 'Paid, earned, refunded',
  given: { balances: { CARD: 2072 } },
  events: [
    ride({ payWith: 'points', fareMinor: 1450, ride: 'r1' }),
    ride({ payWith: 'card', fareMinor: 1450, ride: 'r2' }),
  ],
  expect: {
    steps: { debit: 'done', earn: 'done' },
    notReached: ['sorry', 'give-back'],
    balances: { CARD: 28 },
    owed: [{ from: 'issuer', to: 'rides', currency: 'USD', amountMinor: 1450 }],
    scores: { loyalty: 0 },
    vouchers: 0,
    messages: 0,
  },
};

test('a case that holds has no failures', () => {
  expect(simulate(inputOf(RIDE, PASSING)).failures).toEqual([]);
});

test('each thing that was not so is one sentence, which calls a step by its title, and the data that it says', () => {
  const wrong: Case = {
    ...PASSING,
    expect: {
      steps: { debit: 'declined', sorry: 'done' },
      notReached: ['earn'],
      balances: { CARD: 0 },
      owed: [{ from: 'rides', to: 'issuer', currency: 'USD', amountMinor: 1450 }],
      scores: { loyalty: 5 },
      tags: ['vip'],
      vouchers: 1,
      messages: 2,
    },
  };
  const titled: Workflow = {
    ...RIDE,
    nodes: RIDE.nodes.map((node) => (node.id === 'debit' ? { ...node, title: 'Pay' } : node)),
  };
  const { failures } = simulate(inputOf(titled, wrong));
  expect(failures[0]).toEqual({
    code: 'step',
    message: '“Pay”: expected declined, was done.',
    details: { node: 'debit', title: 'Pay', expected: 'declined', found: 'done' },
  });
  expect(failures.map(({ message }) => message)).toEqual([
    '“Pay”: expected declined, was done.',
    '“sorry”: expected done, was not reached.',
    '“earn” was reached, and should not be.',
    'Balance of CARD: expected 0, was 28.',
    'What "rides" owes "issuer" in USD: expected 1450, was -1450.',
    'Score “loyalty”: expected 5, was 0.',
    'Tag “vip” is missing.',
    'Vouchers issued: expected 1, was 0.',
    'Messages sent: expected 2, was 0.',
  ]);
});

test('a message can say why an earlier step was declined', () => {
  const document = acting({ text: 'Not paid: {{result.debit.reason}} ({{result.debit.code}})' });
  const result = runCase([ride({ fareMinor: 1450, payWith: 'points', ride: 'r1' })], {}, document);
  const { declined } = stepOf(result, 'debit') ?? {};
  expect(declined?.reason).toMatch(/\w+ \w+/);
  const text = `Not paid: ${declined?.reason} (${declined?.code})`;
  expect(stepOf(result, 'sorry')?.params).toMatchObject({ text });
});

test('an event that no trigger takes has no run, and the others go on', () => {
  const result = runCase([
    { type: 'ride.lost', from: 'rides' },
    ride({}),
    { type: 'ride.completed', from: 'issuer' },
  ]);
  expect(result.runs.map(({ trace }) => trace === null)).toEqual([true, false, true]);
});

test('roles are played by their partner, else the one suggested, else a stand-in of the same name', () => {
  const suggestion = {
    id: 'acme',
    name: 'Acme',
    currencies: [{ code: 'CARD', name: 'Points', scale: 0 }],
  };
  const roles = [
    { role: 'issuer', title: 'Card', partner: null, suggestion },
    { role: 'rides', title: 'Rides', partner: null },
  ];
  const input = {
    ...inputOf({ ...RIDE, roles }, PASSING),
    currencies: CURRENCIES.filter(({ code }) => code === 'USD'),
  };
  const result = simulate(input);
  expect(result.failures).toEqual([]);
  expect(result.accounts.map(({ account }) => account)).toContain('partner:acme:payable:rides');
});

/** A coffee is issued by one event and used by another. */
const COFFEE: Workflow = {
  ...RIDE,
  nodes: [
    { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    {
      id: 'issue',
      kind: 'action',
      action: 'voucher.issue',
      params: { offer: 'Free coffee', redeemer: { role: 'issuer' }, days: 7 },
    },
    {
      id: 'tell',
      kind: 'action',
      action: 'message.send',
      params: { to: { role: 'rides' }, text: 'Code {{result.issue.code}}' },
    },
    { id: 'used', kind: 'trigger', event: 'coffee.used', from: 'issuer' },
    {
      id: 'redeem',
      kind: 'action',
      action: 'voucher.redeem',
      params: {
        offer: 'Free coffee',
        redeemer: { role: 'issuer' },
        code: { fact: 'event', path: '$.data.code' },
      },
    },
  ],
  edges: [
    { from: 'start', out: 'next', to: 'issue' },
    { from: 'issue', out: 'done', to: 'tell' },
    { from: 'used', out: 'next', to: 'redeem' },
  ],
};

function used(code: string, time?: string) {
  return {
    type: 'coffee.used',
    from: 'issuer',
    data: { code },
    ...(time === undefined ? {} : { time }),
  };
}

test('a code goes from the step that issued it into a message, and back in by a later event', () => {
  const result = runCase([ride({}), used('{{voucher.Free coffee}}')], {}, COFFEE);
  const [voucher] = result.vouchers;
  expect(voucher).toMatchObject({ offer: 'Free coffee', redeemer: 'cardia' });
  expect(result.messages[0]?.data['text']).toBe(`Code ${voucher?.code}`);
  expect(stepOf(result, 'redeem')?.outcome).toBe('done');
});

test.each<[string, Case['events'], Workflow, string]>([
  ['unknown', [used('NOPE')], COFFEE, 'voucher-unknown'],
  [
    'used before',
    [ride({}), used('{{voucher.Free coffee}}'), used('{{voucher.Free coffee}}')],
    COFFEE,
    'voucher-used',
  ],
  [
    'too old, to the millisecond',
    [ride({}, '2026-11-01T12:00:00Z'), used('{{voucher.Free coffee}}', '2026-11-08T12:00:00Z')],
    COFFEE,
    'voucher-expired',
  ],
  [
    'for another offer',
    [ride({}), used('{{voucher.Free coffee}}')],
    redeeming({ offer: 'Free tea' }),
    'voucher-other-offer',
  ],
  [
    'for another partner',
    [ride({}), used('{{voucher.Free coffee}}')],
    redeeming({ redeemer: { role: 'rides' } }),
    'voucher-elsewhere',
  ],
])('a voucher that is %s is declined', (_, events, document, code) => {
  expect(stepOf(runCase(events, {}, document), 'redeem')?.declined?.code).toBe(code);
});

function redeeming(change: object): Workflow {
  const nodes = COFFEE.nodes.map((node) =>
    node.id === 'redeem' && node.kind === 'action'
      ? { ...node, params: { ...node.params, ...change } }
      : node,
  );
  return { ...COFFEE, nodes };
}

test('the clock follows the events: history, pending points, the local hour', () => {
  const capped: Workflow = {
    ...RIDE,
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      {
        id: 'first-this-week',
        kind: 'condition',
        conditions: {
          all: [
            { fact: 'history', params: { step: 'tag', days: 7 }, operator: 'equal', value: 0 },
            {
              fact: 'history',
              params: { event: 'ride.completed', days: 7 },
              operator: 'lessThan',
              value: 2,
            },
            {
              fact: 'now',
              params: { zone: 'Europe/Copenhagen' },
              path: '$.hour',
              operator: 'lessThan',
              value: 22,
            },
            { fact: 'now', path: '$.weekday', operator: 'equal', value: 3 },
          ],
        },
      },
      { id: 'tag', kind: 'action', action: 'customer.tag', params: { tag: 'seen' } },
    ],
    edges: [
      { from: 'start', out: 'next', to: 'first-this-week' },
      { from: 'first-this-week', out: 'yes', to: 'tag' },
    ],
  };
  const at = (...times: string[]) =>
    runCase(
      times.map((time) => ride({}, time)),
      {},
      capped,
    ).runs.map(({ trace }) => trace?.at(-1)?.outcome);
  expect(at('2026-11-25T12:00:00Z', '2026-11-25T13:00:00Z', '2026-12-02T12:00:01Z')).toEqual([
    'done',
    'no',
    'done',
  ]);
  expect(at('2026-11-25T20:59:00Z', '2026-12-09T21:00:00Z', '2026-12-17T12:00:00Z')).toEqual([
    'done',
    'no',
    'no',
  ]);
});

test('a draft that is not finished runs as far as it goes', () => {
  expect(stepOf(runCase([ride({})], {}, doing('rocket.launch', {})), 'act')?.declined?.code).toBe(
    'action-unknown',
  );
  expect(stepOf(runCase([ride({})], {}, doing('message.send', {})), 'act')?.declined?.code).toBe(
    'params-not-right',
  );
  const circle: Workflow = {
    ...doing('customer.tag', { tag: 'x' }),
    edges: [
      { from: 'start', out: 'next', to: 'act' },
      { from: 'act', out: 'done', to: 'act' },
    ],
  };
  expect(runCase([ride({})], {}, circle).runs[0]?.trace).toHaveLength(2);
  expect(runCase([refund('r1')], {}, { ...RIDE, edges: [] }).runs[0]?.trace).toHaveLength(1);
});
