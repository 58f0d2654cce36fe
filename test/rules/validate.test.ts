/** What publishing refuses, and the words and place it gives for it. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, validate } from '@recipro/rules';
import type { Condition, Diagnostic, Edge, Node, Workflow } from '@recipro/schema';
import { EXPLOITS } from './exploit-paths.ts';
import { actionWanting, catalogOf } from './sample-actions.ts';
import { CURRENCIES, FARE, RIDE, acting, asking } from './sample-workflow.ts';

const ACTIONS = catalogOf(actionWanting('success', []), actionWanting('as.told', []));
const KNOWN = { actions: ACTIONS, currencies: CURRENCIES };

function codes(document: Workflow): string[] {
  return validate(document, KNOWN).map(({ code }) => code);
}

test.each<[string, Workflow, string, string]>([
  ['an unknown action', acting({}, 'rocket.launch'), 'action-unknown', '/nodes/3/action'],
  ['a reserved name', acting({}, 'success'), 'action-name-reserved', '/nodes/3/action'],
  ['a missing parameter', acting({ text: undefined }), 'param-missing', '/nodes/3/params/text'],
  ['a wrong parameter', acting({ text: '' }), 'param-not-right', '/nodes/3/params/text'],
  ['an unknown role', acting({ to: { role: 'bank' } }), 'role-unknown', '/nodes/3/params/to/role'],
  [
    'a place that cannot be read',
    acting({ text: '{{customer.name}}' }),
    'text-place-unknown',
    '/nodes/3/params/text',
  ],
  [
    'the result of a step that is none',
    acting({ text: '{{result.x.code}}' }),
    'step-unknown',
    '/nodes/3/params/text',
  ],
  [
    'a value that reads a later step',
    acting({ payload: { a: { fact: 'result:earn', path: '$.amount' } } }),
    'step-not-before',
    '/nodes/3/params/payload/a/fact',
  ],
])('an action with %s is refused', (_, document, code, pointer) => {
  const problems = validate(document, KNOWN);
  expect(problems).toContainEqual(expect.objectContaining({ code, pointer, severity: 'error' }));
});

function drawn(change: { nodes?: Node[]; edges?: Edge[] }): Diagnostic[] {
  const nodes = [...RIDE.nodes, ...(change.nodes ?? [])];
  return validate({ ...RIDE, nodes, edges: [...RIDE.edges, ...(change.edges ?? [])] }, KNOWN);
}

test.each<[string, { nodes?: Node[]; edges?: Edge[] }, string, 'error' | 'warning']>([
  [
    'a step no path leads to',
    { nodes: [{ id: 'lost', kind: 'end' }] },
    'step-unreachable',
    'warning',
  ],
  ['a circle', { edges: [{ from: 'sorry', out: 'done', to: 'pays-points' }] }, 'circle', 'error'],
  [
    'an edge to nowhere',
    { edges: [{ from: 'sorry', out: 'done', to: 'gone' }] },
    'edge-to-nowhere',
    'error',
  ],
  [
    'a way out that the step lacks',
    { edges: [{ from: 'sorry', out: 'declined', to: 'paid' }] },
    'way-out-unknown',
    'error',
  ],
  [
    'two edges from one way out',
    { edges: [{ from: 'ride', out: 'next', to: 'paid' }] },
    'way-out-doubled',
    'error',
  ],
  [
    'an edge into a trigger',
    { edges: [{ from: 'sorry', out: 'done', to: 'refund' }] },
    'edge-into-trigger',
    'error',
  ],
  ['two steps of one id', { nodes: [{ id: 'paid', kind: 'end' }] }, 'step-doubled', 'error'],
  [
    'two triggers for one event',
    { nodes: [{ id: 'again', kind: 'trigger', event: 'ride.completed', from: 'rides' }] },
    'trigger-doubled',
    'error',
  ],
  [
    'a trigger that nothing follows',
    { nodes: [{ id: 'idle', kind: 'trigger', event: 'x', from: 'rides' }] },
    'trigger-leads-nowhere',
    'warning',
  ],
])('a drawing with %s is noticed', (_, change, code, severity) => {
  expect(drawn(change)).toContainEqual(expect.objectContaining({ code, severity }));
});

test('roles: without a partner once however often used, unknown partner, doubled, two roles of one partner on one event', () => {
  const played = (issuer: string | null, rides: string | null) => ({
    ...RIDE,
    roles: [
      { ...RIDE.roles[0]!, partner: issuer },
      { ...RIDE.roles[1]!, partner: rides },
    ],
  });
  expect(validate(played('cardia', null), KNOWN)).toEqual([
    expect.objectContaining({ code: 'role-without-partner', pointer: '/roles/1/partner' }),
  ]);
  const partners = [{ id: 'cardia', name: 'Cardia' }];
  expect(validate(RIDE, { ...KNOWN, partners }).map(({ code }) => code)).toEqual([
    'partner-unknown',
  ]);
  expect(codes({ ...RIDE, roles: [...RIDE.roles, RIDE.roles[0]!] })).toEqual(['role-doubled']);
  const both = {
    ...played('rydo', 'rydo'),
    nodes: [
      ...RIDE.nodes,
      { id: 'other', kind: 'trigger' as const, event: 'ride.completed', from: 'issuer' },
    ],
  };
  expect(codes(both)).toContain('trigger-doubled');
});

test('currencies that the suggested partner of a role would issue count as known', () => {
  const suggestion = {
    id: 'cardia',
    name: 'Cardia',
    currencies: [{ code: 'CARD', name: 'Points', scale: 0 }],
  };
  const roles = [{ ...RIDE.roles[0]!, suggestion }, RIDE.roles[1]!];
  const known = { actions: ACTIONS, currencies: [] };
  expect(validate(RIDE, known).map(({ code }) => code)).toContain('currency-unknown');
  expect(validate({ ...RIDE, roles }, known)).toEqual([]);
});

test('a workflow with nothing in it says what to do first', () => {
  const empty = { ...RIDE, nodes: [], edges: [] };
  expect(validate(empty, KNOWN).map(({ code }) => code)).toEqual(['trigger-missing']);
});

test('compile refuses what has errors and says which; a path that got past publishing reads nothing instead', () => {
  const options = { version: 1, actions: ACTIONS };
  expect(() => compile(asking({ all: [] }), options)).toThrow(
    /"ride" cannot run: .*condition-empty/,
  );
  expect(() => compile(asking({ ...FARE, path: EXPLOITS[0]! }), options)).not.toThrow();
});

test('whatever a document holds, checking it ends without a throw', () => {
  const text = fc.oneof(
    fc.constantFrom('a', 'b', 'rides', 'message.send', '$.x', 'all', 'step:a'),
    fc.string(),
  );
  const condition = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      fc.record({
        fact: text,
        operator: text,
        value: fc.jsonValue(),
        path: text,
      }) as fc.Arbitrary<Condition>,
      fc.record({ condition: text }),
      fc.array(tie('node'), { maxLength: 3 }).map((all) => ({ all })),
      tie('node').map((not) => ({ not })),
    ),
  })).node;
  const node = fc.oneof(
    fc.record({ id: text, kind: fc.constant('trigger' as const), event: text, from: text }),
    fc.record({ id: text, kind: fc.constant('condition' as const), conditions: condition }),
    fc.record({ id: text, kind: fc.constant('end' as const) }),
    fc.record({
      id: text,
      kind: fc.constant('action' as const),
      action: text,
      params: fc.dictionary(text, fc.jsonValue()),
    }),
  );
  const out = fc.constantFrom<Edge['out']>('next', 'yes', 'no', 'done', 'declined');
  const document = fc.record({
    id: fc.constant('x'),
    name: text,
    roles: fc.array(fc.record({ role: text, title: text, partner: fc.option(text) }), {
      maxLength: 3,
    }),
    nodes: fc.array(node as fc.Arbitrary<Node>, { maxLength: 6 }),
    edges: fc.array(fc.record({ from: text, out, to: text }), { maxLength: 10 }),
    conditions: fc.dictionary(text, condition, { maxKeys: 3 }),
  });
  fc.assert(
    fc.property(document, (some) => {
      for (const { message, code } of validate(some, KNOWN)) {
        expect(message).not.toBe('');
        expect(code).toMatch(/^[a-z][a-z-]*$/);
      }
    }),
    { numRuns: 2_000 },
  );
});
