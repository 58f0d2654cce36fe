/** Conditions mean what the unmodified json-rules-engine means by them, and their trace says why. */
import * as fc from 'fast-check';
import { Engine } from 'json-rules-engine';
import type { TopLevelCondition } from 'json-rules-engine';
import { expect, test } from 'vitest';
import { DECORATORS, OPERATORS, evaluateCondition } from '@recipro/rules';
import type { FactSource, NamedConditions } from '@recipro/rules';
import { addOperators } from '@recipro/rules/library.ts';
import type { Condition, ConditionTrace, Json } from '@recipro/schema';
import { AWKWARD, TEXTLESS } from './awkward-values.ts';

const FACTS: Readonly<Record<string, Json>> = {
  event: {
    type: 'ride.completed',
    data: {
      n: 2,
      s: 'abc',
      t: '20',
      list: [1, 2, 'a'],
      none: null,
      yes: true,
      deep: [{ n: 1 }],
      odd: TEXTLESS,
      when: '2026-02-28T23:30:00-05:00',
      at: { latitude: 55.69, longitude: 12.58 },
      items: [{ a: 1 }, { a: 'b', n: 2 }],
    },
  },
  customer: { id: 'cus_1', tags: ['vip', 'a'] },
  'step:debit': 'declined',
};

/** Facts with parameters: the same in the library and in ours. */
function factValue({ fact, params }: FactSource): Json | undefined {
  if (fact === 'score') return params?.name === 'loyalty' ? 20 : 0;
  if (fact === 'balance') return { availableMinor: 100, pendingMinor: 0, balanceMinor: 100 };
  return FACTS[fact];
}

const path = fc.constantFrom(
  '$.data.n',
  '$.data.s',
  '$.data.t',
  '$.data.list',
  '$.data.list[2]',
  '$.data.list.length',
  '$.data.none',
  '$.data.none.x',
  '$.data.yes',
  '$.data.deep[0].n',
  '$.data.missing',
  '$.data.odd',
  '$.data.when',
  '$.data.at',
  '$.data.items',
  '$.data.odd[0]',
  '$.tags',
  '$.id',
  '$.availableMinor',
  '$.type',
);
const source = fc.oneof(
  { arbitrary: fc.record({ fact: fc.constant('event'), path }), weight: 5 },
  fc.record({ fact: fc.constant('customer'), path }),
  fc.record({ fact: fc.constant('step:debit') }),
  fc.record({
    fact: fc.constant('score'),
    params: fc.record({ name: fc.constantFrom('loyalty', 'other') }),
  }),
  fc.record({
    fact: fc.constant('balance'),
    params: fc.constant({ currency: 'CARD' }),
    path,
  }),
  fc.record({ fact: fc.constantFrom('event', 'customer', 'step:debit', 'balance') }),
);
const operator = fc
  .tuple(
    fc.oneof(
      { arbitrary: fc.constant<readonly string[]>([]), weight: 3 },
      fc.array(fc.constantFrom(...DECORATORS.map(({ name }) => name)), { maxLength: 3 }),
    ),
    fc.constantFrom(...OPERATORS.map(({ name }) => name)),
  )
  .map(([decorators, name]) => [...decorators, name].join(':'));
const comparison: fc.Arbitrary<Condition> = fc
  .tuple(source, operator, fc.oneof({ arbitrary: fc.constantFrom(...AWKWARD), weight: 4 }, source))
  .map(([read, name, value]) => ({ ...read, operator: name, value }));

const NAMES = ['first', 'second', 'third'];
/** A name may use only the names before it, so that there is no circle. */
function conditionWith(names: readonly string[]): fc.Arbitrary<Condition> {
  return fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { arbitrary: comparison, weight: 4 },
      fc.array(tie('node'), { maxLength: 4 }).map((all) => ({ all })),
      fc.array(tie('node'), { maxLength: 4 }).map((any) => ({ any })),
      tie('node').map((not) => ({ not })),
      ...(names.length === 0
        ? []
        : [fc.constantFrom(...names).map((condition) => ({ condition }))]),
    ),
  })).node;
}
const named: fc.Arbitrary<NamedConditions> = fc
  .tuple(...NAMES.map((_, index) => conditionWith(NAMES.slice(0, index))))
  .map((conditions) =>
    Object.fromEntries(NAMES.map((name, i) => [name, conditions[i] ?? { all: [] }])),
  );

/** The library wants a group or a name at the root, and writes into what it is given. */
function forLibrary(condition: Condition): TopLevelCondition {
  const rooted: unknown = structuredClone('fact' in condition ? { all: [condition] } : condition);
  return rooted as TopLevelCondition;
}

/** What the unmodified library says, or null where it rejects the run. */
async function inLibrary(condition: Condition, names: NamedConditions): Promise<boolean | null> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  addOperators(engine);
  for (const [name, item] of Object.entries(names)) engine.setCondition(name, forLibrary(item));
  for (const fact of ['score', 'balance', ...Object.keys(FACTS)]) {
    engine.addFact(fact, (params) => factValue({ fact, params: { ...params } }));
  }
  engine.addRule({ conditions: forLibrary(condition), event: { type: 'fired' } });
  try {
    const { events } = await engine.run();
    return events.length === 1;
  } catch {
    return null;
  }
}

test('50,000 generated conditions are answered as the unmodified library answers them', async () => {
  let answered = 0;
  let met = 0;
  await fc.assert(
    fc.asyncProperty(conditionWith(NAMES), named, async (condition, names) => {
      const { met: ours } = evaluateCondition(condition, factValue, names);
      expect(typeof ours).toBe('boolean');
      const theirs = await inLibrary(condition, names);
      if (theirs === null) return;
      answered += 1;
      if (theirs) met += 1;
      if (ours !== theirs) {
        expect.fail(`ours ${ours}: ${JSON.stringify({ condition, names })}`);
      }
    }),
    { numRuns: 60_000 },
  );
  // The generator is worth something only if the library answers most of them, both ways.
  expect(answered).toBeGreaterThan(50_000);
  expect(met).toBeGreaterThan(answered / 10);
  expect(met).toBeLessThan((answered * 9) / 10);
});

test('the trace of a condition explains its answer', () => {
  fc.assert(
    fc.property(conditionWith(NAMES), named, (condition, names) => {
      explains(evaluateCondition(condition, factValue, names));
    }),
    { numRuns: 3_000 },
  );
});

/** Each group's answer follows from its items, and nothing after the deciding one was evaluated. */
function explains(trace: ConditionTrace): void {
  if (trace.type === 'not') expect(trace.met).toBe(trace.met === null ? null : !trace.item.met);
  if (trace.type === 'named') expect(trace.met).toBe(trace.item.met);
  if (trace.type === 'not' || trace.type === 'named') return explains(trace.item);
  if (trace.type === 'comparison') return;
  const answers = trace.items.map(({ met }) => met);
  const settling = trace.type === 'any';
  const settled = answers.indexOf(settling);
  if (trace.met === null) expect(answers.every((met) => met === null)).toBe(true);
  else if (settled === -1) expect(trace.met).toBe(answers.length === 0 || !settling);
  else {
    expect(trace.met).toBe(settling);
    expect(answers.slice(0, settled).every((met) => met === !settling)).toBe(true);
    expect(answers.slice(settled + 1).every((met) => met === null)).toBe(true);
  }
  trace.items.forEach(explains);
}

test('a comparison shows the value read, the value needed, and what was not evaluated', () => {
  const trace = evaluateCondition(
    {
      any: [
        { fact: 'event', path: '$.data.n', operator: 'greaterThan', value: 5 },
        { fact: 'event', path: '$.data.missing', operator: 'equal', value: 1 },
        {
          fact: 'event',
          path: '$.data.n',
          operator: 'lessThan',
          value: { fact: 'score', params: { name: 'loyalty' } },
        },
        { fact: 'customer', path: '$.tags', operator: 'contains', value: 'vip' },
      ],
    },
    factValue,
  );
  expect(trace).toEqual({
    type: 'any',
    met: true,
    items: [
      {
        type: 'comparison',
        met: false,
        fact: 'event',
        path: '$.data.n',
        operator: 'greaterThan',
        read: 2,
        needed: 5,
      },
      {
        type: 'comparison',
        met: false,
        fact: 'event',
        path: '$.data.missing',
        operator: 'equal',
        needed: 1,
      },
      {
        type: 'comparison',
        met: true,
        fact: 'event',
        path: '$.data.n',
        operator: 'lessThan',
        read: 2,
        needed: 20,
      },
      {
        type: 'comparison',
        met: null,
        fact: 'customer',
        path: '$.tags',
        operator: 'contains',
        needed: 'vip',
      },
    ],
  });
});

test('facts are asked for one by one, only when needed, and once', () => {
  const asked: string[] = [];
  const balance = { fact: 'balance', params: { currency: 'CARD' }, path: '$.availableMinor' };
  evaluateCondition(
    {
      all: [
        { ...balance, operator: 'greaterThan', value: 1 },
        { ...balance, operator: 'greaterThan', value: 1_000 },
        { fact: 'score', params: { name: 'loyalty' }, operator: 'greaterThan', value: 1 },
      ],
    },
    (fact) => {
      asked.push(fact.fact);
      return factValue(fact);
    },
  );
  expect(asked).toEqual(['balance']);
});

test('what cannot be evaluated is not met: unknown operators and names, circles, and names that multiply', () => {
  const bomb: Record<string, Condition> = {
    n0: { fact: 'event', path: '$.data.n', operator: 'equal', value: 3 },
  };
  for (let level = 1; level <= 60; level += 1) {
    bomb[`n${level}`] = { any: [{ condition: `n${level - 1}` }, { condition: `n${level - 1}` }] };
  }
  const cases: readonly (readonly [Condition, NamedConditions])[] = [
    [{ fact: 'event', path: '$.data.n', operator: 'eval', value: 2 }, {}],
    [{ condition: 'nowhere' }, {}],
    [{ condition: 'constructor' }, {}],
    [{ condition: 'a' }, { a: { condition: 'b' }, b: { condition: 'a' } }],
    [{ condition: 'n60' }, bomb],
  ];
  for (const [condition, names] of cases) {
    expect(evaluateCondition(condition, factValue, names).met).toBe(false);
  }
});
