/** Workflows drawn at random: sound, with actions that change what later conditions read, merging and splitting ways. */
import * as fc from 'fast-check';
import type { Edge, Node, Workflow } from '@recipro/schema';
import { outletsOf } from '@recipro/rules';
import { generatedCondition } from './generated-condition.ts';
import { ACTIONS } from './sample-actions.ts';

/** As many as the table said; declined where it gave a list, or nothing. */
function pointsOf(asked: string) {
  return { of: { fact: `result:${asked}`, path: '$.points' }, every: 1, give: 1, count: 'whole' };
}

/** `asked` is a table that may have been asked before, and whose points may be given. */
function action(id: string, asked?: string): fc.Arbitrary<Node> {
  const amount = fc.integer({ min: 0, max: 12 });
  const issuer = { role: 'issuer' };
  const doing = (name: string, params: Extract<Node, { kind: 'action' }>['params']): Node => ({
    id,
    kind: 'action',
    action: name,
    params,
  });
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('loyalty', 'other'), fc.integer({ min: -6, max: 6 }))
      .map(([name, by]) => doing('score.add', { name, by })),
    amount.map((points) => doing('points.credit', { currency: 'CARD', issuer, amount: points })),
    amount.map((points) =>
      doing('points.debit', {
        currency: 'CARD',
        issuer,
        seller: { role: 'rides' },
        amount: points,
        owed: { of: { fact: 'event', path: '$.data.n' }, every: 1, give: 1, count: 'whole' },
        reference: 'r{{event.data.n}}',
      }),
    ),
    fc.constantFrom('vip', 'new').map((tag) => doing('customer.tag', { tag })),
    ...(asked === undefined
      ? []
      : [
          fc.constant(
            doing('points.credit', { currency: 'CARD', issuer, amount: pointsOf(asked) }),
          ),
        ]),
    fc.constant(doing('ledger.reverse', { reference: 'r{{event.data.n}}' })),
  );
}

function split(id: string): fc.Arbitrary<Node> {
  return fc.tuple(fc.nat(60), fc.nat(40), fc.boolean()).map(([a, holdout, named]) => ({
    id,
    kind: 'split',
    ways: [
      { out: 'a', percent: a },
      { out: 'b', percent: 100 - a - holdout },
    ],
    holdout,
    ...(named ? { group: 'first test' } : {}),
  }));
}

const cell = fc.option(
  fc
    .tuple(
      fc.constantFrom('lessThan', 'equal', 'greaterThanInclusive'),
      fc.integer({ max: 12, min: 0 }),
    )
    .map(([operator, value]) => ({ operator, value })),
);

/** Rows that overlap at random, so only where that is allowed. */
function table(id: string): fc.Arbitrary<Node> {
  const row = fc.record({
    when: fc.tuple(cell, cell).map((cells) => [...cells]),
    give: fc.tuple(fc.nat(9)).map((values) => [...values]),
  });
  return fc
    .tuple(
      fc.constantFrom('first', 'collect', 'sum'),
      fc.array(row, { minLength: 1, maxLength: 4 }),
    )
    .map(([hit, rows]) => ({
      id,
      kind: 'table',
      hit,
      inputs: [
        { fact: 'event', path: '$.data.n' },
        { fact: 'score', params: { name: 'loyalty' } },
      ],
      outputs: ['points'],
      rows,
    }));
}

/** What a place in the drawing is, and how far ahead its ways out lead; 0 leaves one open. */
const place = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant('condition'), weight: 4 },
    { arbitrary: fc.constant('action'), weight: 6 },
    { arbitrary: fc.constant('split'), weight: 1 },
    { arbitrary: fc.constant('table'), weight: 1 },
    { arbitrary: fc.constant('goal'), weight: 1 },
    { arbitrary: fc.constant('end'), weight: 1 },
  ),
  ahead: fc.tuple(
    fc.constantFrom(1, 1, 1, 2, 2, 3, 0),
    fc.constantFrom(1, 1, 2, 2, 3, 4, 0),
    fc.constantFrom(1, 2, 0),
  ),
});

export const generatedWorkflow: fc.Arbitrary<Workflow> = fc
  .array(place, { minLength: 3, maxLength: 16, size: 'max' })
  .chain((places) => {
    const ids = places.map((_, index) => `s${index}`);
    const nodes = places.map(({ kind }, index): fc.Arbitrary<Node> => {
      const id = ids[index] ?? '';
      const before = (wanted: string) =>
        ids.slice(0, index).filter((_, at) => places[at]?.kind === wanted);
      const earlier = before('action');
      if (kind === 'action') return action(id, before('table').at(-1));
      if (kind === 'split') return split(id);
      if (kind === 'table') return table(id);
      if (kind === 'end' || kind === 'goal') return fc.constant({ id, kind });
      return generatedCondition(earlier).map((conditions) => ({
        id,
        kind: 'condition',
        conditions,
      }));
    });
    return fc.tuple(...nodes).map((steps) =>
      workflowOf(
        steps,
        places.map(({ ahead }) => ahead),
      ),
    );
  });

function workflowOf(steps: readonly Node[], ahead: readonly (readonly number[])[]): Workflow {
  const edges = steps.flatMap((node, index) =>
    outletsOf(node, ACTIONS).flatMap((out, way): Edge[] => {
      const to = steps[index + (ahead[index]?.[way] ?? 0)];
      return to === undefined || to.id === node.id ? [] : [{ from: node.id, out, to: to.id }];
    }),
  );
  return {
    id: 'generated',
    name: 'Generated',
    roles: [
      { role: 'issuer', title: 'Card', partner: 'cardia' },
      { role: 'rides', title: 'Rides', partner: 'rydo' },
    ],
    conditions: {
      regular: { fact: 'score', params: { name: 'loyalty' }, operator: 'greaterThan', value: 3 },
    },
    // Drawn in reverse, so that the order drawn is not by chance the order of the graph.
    nodes: [
      ...steps.toReversed(),
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    ],
    edges: [{ from: 'start', out: 'next', to: 's0' }, ...edges],
  };
}
