/** Decision tables: what each hit policy gives, what missing values do, and what is found wrong before anything runs. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { operatorNamed, validate } from '@recipro/rules';
import type { Json, Node, Workflow } from '@recipro/schema';
import { ride, runCase, stepOf } from './case-run.ts';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES, RIDE } from './sample-workflow.ts';

const KNOWN = { actions: ACTIONS, currencies: CURRENCIES };

type Table = Extract<Node, { kind: 'table' }>;
type Cell = Table['rows'][number]['when'][number];
type Given = Table['rows'][number]['give'][number];

const TOTAL = { fact: 'event', path: '$.data.total' };
const TIER = { fact: 'event', path: '$.data.tier' };
const below = (value: number): Cell => ({ operator: 'lessThan', value });
const from = (value: number): Cell => ({ operator: 'greaterThanInclusive', value });
const is = (value: string): Cell => ({ operator: 'equal', value });

function row(when: readonly Cell[], ...give: Given[]) {
  return { when: [...when], give };
}

/** trigger → table → yes: give that many points */
function deciding(hit: Table['hit'], rows: Table['rows'], inputs = [TOTAL, TIER]): Workflow {
  return {
    ...RIDE,
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      { id: 'table', kind: 'table', hit, inputs, outputs: ['points'], rows },
      {
        id: 'give',
        kind: 'action',
        action: 'points.credit',
        params: {
          currency: 'CARD',
          issuer: { role: 'issuer' },
          amount: {
            of: { fact: 'result:table', path: '$.points' },
            every: 1,
            give: 1,
            count: 'whole',
          },
        },
      },
    ],
    edges: [
      { from: 'start', out: 'next', to: 'table' },
      { from: 'table', out: 'yes', to: 'give' },
    ],
  };
}

function decided(document: Workflow, data: Record<string, Json>) {
  const step = stepOf(runCase([ride(data)], {}, document), 'table');
  return step?.outcome === 'yes' ? step.result?.['points'] : step?.outcome;
}

const RATES = [
  row([from(100), is('gold')], 30),
  row([from(100), null], 20),
  row([below(100), null], 10),
];

test.each<[Table['hit'], Table['rows'], Record<string, Json>, Json]>([
  ['first', RATES, { total: 100, tier: 'gold' }, 30],
  ['first', RATES, { total: 100, tier: 'blue' }, 20],
  ['first', RATES, { total: 100 }, 20],
  ['first', RATES, { total: 99.99, tier: 'gold' }, 10],
  ['first', RATES, { tier: 'gold' }, 'no'],
  ['first', RATES, { total: null }, 'no'],
  ['first', RATES, { total: [] }, 'no'],
  ['first', RATES, { total: Number.MAX_SAFE_INTEGER }, 20],
  ['collect', RATES, { total: 100, tier: 'gold' }, [30, 20]],
  ['collect', RATES, { total: 1 }, [10]],
  ['sum', RATES, { total: 100, tier: 'gold' }, 50],
  ['sum', RATES, {}, 'no'],
  ['unique', [row([below(5), null], 1), row([from(5), null], 2)], { total: 5 }, 2],
  ['any', [row([below(5), null], 1), row([below(3), null], 1)], { total: 2 }, 1],
  ['first', [row([null, null], 7)], {}, 7],
  ['first', [row([{ operator: 'between', value: [1, 5] }, null], 7)], { total: 5 }, 7],
  ['first', [row([{ operator: 'isMissing', value: true }, null], 7)], {}, 7],
  ['first', [row([null, { operator: 'in', value: ['a', 'b'] }], 7)], { tier: 'b' }, 7],
])('%s of %j decides about %j: %j', (hit, rows, data, expected) => {
  expect(decided(deciding(hit, rows), data)).toEqual(expected);
});

test('what a row gives can be used by later steps, and the trace says which rows applied', () => {
  const result = runCase([ride({ total: 150, tier: 'gold' })], {}, deciding('sum', RATES));
  expect(stepOf(result, 'table')?.params).toEqual({ rows: [1, 2] });
  expect(stepOf(result, 'give')?.outcome).toBe('done');
  expect(result.accounts).toContainEqual(
    expect.objectContaining({ account: 'customer:sample', afterMinor: 50 }),
  );
});

function problemsOf(document: Workflow) {
  return validate(document, KNOWN).map(({ code, severity, message }) => ({
    code,
    severity,
    message,
  }));
}

test.each<[string, Table['hit'], Table['rows'], string, string]>([
  [
    'an overlap',
    'unique',
    [row([below(10), null], 1), row([from(5), null], 2)],
    'table-overlap',
    'Rows 1 and 2 can both apply',
  ],
  [
    'an overlap that gives something else',
    'any',
    [row([from(5), null], 1), row([below(5), null], 1), row([from(9), is('a')], 2)],
    'table-overlap',
    'do not give the same',
  ],
  [
    'a gap between numbers',
    'unique',
    [row([below(10), null], 1), row([from(20), null], 2)],
    'table-gap',
    'total is 10',
  ],
  [
    'a gap at other texts',
    'first',
    [row([null, is('gold')], 1)],
    'table-gap',
    'tier is any other text',
  ],
  [
    'a row that earlier rows hide',
    'first',
    [row([below(10), null], 1), row([from(10), null], 2), row([from(50), is('gold')], 3)],
    'table-row-hidden',
    'Row 3 never applies',
  ],
  ['no rows', 'first', [], 'table-empty', 'no rows'],
  ['a row that is too short', 'first', [row([null], 1)], 'table-ragged', 'Row 1'],
  [
    'a text in a sum',
    'sum',
    [row([null, null], 'many')],
    'table-not-a-number',
    'cannot be added up',
  ],
  [
    'an operator whose values cannot be told apart',
    'first',
    [row([null, { operator: 'startsWith', value: 'a' }], 1)],
    'table-operator',
    'cannot stand in a table',
  ],
  [
    'a text as a number',
    'first',
    [row([{ operator: 'lessThan', value: '5' }, null], 1)],
    'value-not-a-number',
    'compares numbers',
  ],
])('%s in a table is found', (_, hit, rows, code, words) => {
  expect(problemsOf(deciding(hit, rows))).toContainEqual(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  );
});

test('a table without gaps and overlaps has no problems', () => {
  const rows = [
    row([below(10), null], 1),
    row([from(10), { operator: 'notEqual', value: 'gold' }], 2),
    row([from(10), is('gold')], 3),
  ];
  expect(problemsOf(deciding('unique', rows))).toEqual([]);
});

const cell: fc.Arbitrary<Cell> = fc.option(
  fc
    .tuple(
      fc.constantFrom('lessThan', 'lessThanInclusive', 'greaterThan', 'equal', 'notEqual'),
      fc.integer({ min: 0, max: 4 }),
    )
    .map(([operator, value]) => ({ operator, value })),
);

test('a table that passes as unique never has two rows for one event, and a gap that is told of is one', () => {
  const rows = fc.array(
    fc.tuple(cell, cell).map((when) => row(when, 1)),
    { minLength: 1, maxLength: 4 },
  );
  let overlapping = 0;
  let gaps = 0;
  const probes = [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5];
  const applies = (when: readonly Cell[], values: readonly number[]) =>
    when.every(
      (each, at) =>
        each === null || operatorNamed(each.operator)?.(values[at], each.value) === true,
    );
  fc.assert(
    fc.property(rows, (some) => {
      const codes = problemsOf(
        deciding('unique', some, [TOTAL, { fact: 'event', path: '$.data.n' }]),
      ).map(({ code }) => code);
      const hits = probes.flatMap((a) =>
        probes.map((b) => some.filter(({ when }) => applies(when, [a, b])).length),
      );
      expect(codes.includes('table-overlap')).toBe(hits.some((count) => count > 1));
      expect(codes.includes('table-gap')).toBe(hits.includes(0));
      if (codes.includes('table-overlap')) overlapping += 1;
      if (codes.includes('table-gap')) gaps += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(overlapping).toBeGreaterThan(100);
  expect(gaps).toBeGreaterThan(100);
});

test('a large table is checked in bounded time', () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    row([from(i), below(i + 2), from(i % 7), below(i % 11), from(i % 3), null, null, null], 1),
  );
  const inputs = Array.from({ length: 8 }, (_, i) => ({ fact: 'event', path: `$.data.v${i}` }));
  const started = performance.now();
  problemsOf(deciding('unique', rows, inputs));
  problemsOf(deciding('first', rows, inputs));
  expect(performance.now() - started).toBeLessThan(3_000);
});
