/** Workflows and edits for tests: one small drawing, and random changes that fit the document at hand. */
import * as fc from 'fast-check';
import type { Condition, Node, Workflow } from '@recipro/schema';
import { freshNodeId, outletsOf } from '@recipro/editor/src/document/index.ts';
import type { Change, Way } from '@recipro/editor/src/document/index.ts';

export const started: Workflow = {
  id: 'ride',
  name: 'Pay a ride with points',
  roles: [{ role: 'rides', title: 'Ride company', partner: null }],
  nodes: [
    { id: 'ride', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    { id: 'pays', kind: 'condition', title: 'Pays with points', conditions: { all: [] } },
    { id: 'debit', kind: 'action', action: 'points.debit', params: {} },
    { id: 'earn', kind: 'action', action: 'points.credit', params: {} },
    { id: 'end', kind: 'end' },
  ],
  edges: [
    { from: 'ride', out: 'next', to: 'pays' },
    { from: 'pays', out: 'yes', to: 'debit' },
    { from: 'pays', out: 'no', to: 'earn' },
    { from: 'debit', out: 'done', to: 'end' },
    { from: 'earn', out: 'done', to: 'end' },
  ],
};

const field = (path: string): Condition => ({
  fact: 'event',
  path,
  operator: 'equal',
  value: 1,
});

/** A change made from plain numbers, so that one list of numbers replays on any document. */
export type Dice = {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly text: string;
};

export const dice = fc.record({
  kind: fc.nat(17),
  a: fc.nat(1000),
  b: fc.nat(1000),
  text: fc.string({ maxLength: 140 }),
});

function stepOf(document: Workflow, { a, text }: Dice): Node {
  const id = freshNodeId(document, text);
  const kinds: readonly Node[] = [
    { id, kind: 'action', action: 'points.credit', params: { n: a } },
    { id, kind: 'condition', conditions: { any: [field('$.data.x')] } },
    { id, kind: 'end' },
    { id, kind: 'trigger', event: 'x.y', from: 'rides' },
    { id, kind: 'action', action: text, params: {} },
  ];
  return kinds[a % kinds.length] ?? { id, kind: 'end' };
}

function wayOf(document: Workflow, pick: number): Way | null {
  const ways = document.nodes.flatMap((node) =>
    outletsOf(node).map((out) => ({ from: node.id, out })),
  );
  return ways[pick % Math.max(ways.length, 1)] ?? null;
}

export function changeFrom(document: Workflow, roll: Dice): Change {
  const { a, b, text } = roll;
  const id = document.nodes[a % Math.max(document.nodes.length, 1)]?.id ?? 'gone';
  const to = document.nodes[b % Math.max(document.nodes.length, 1)]?.id ?? 'gone';
  const way = wayOf(document, b) ?? { from: 'gone', out: 'next' };
  switch (roll.kind) {
    case 0:
      return { type: 'deleteSteps', ids: a % 3 === 0 ? [id, to] : [id] };
    case 1:
      return { type: 'connect', way, to: id };
    case 2:
      return { type: 'disconnect', way };
    case 3:
      return { type: 'setTitle', id, title: text };
    case 4:
      return { type: 'setNote', id, note: text };
    case 5:
      return { type: 'setTrigger', id, event: text };
    case 6:
      return { type: 'setParams', id, params: { amount: b, words: text } };
    case 7:
      return {
        type: 'setConditions',
        id,
        conditions: { all: [field('$.data.x'), { not: field(text) }] },
      };
    case 8:
      return { type: 'placeSteps', places: { [id]: { x: a - 500.5, y: b - 500 } } };
    case 9:
      return { type: 'tidy' };
    case 10:
      return { type: 'moveStep', id, direction: b % 2 === 0 ? 'up' : 'down' };
    case 11:
      return { type: 'rename', name: text };
    case 12:
      return { type: 'addRole', player: { role: `r${a % 30}`, title: text, partner: null } };
    case 13:
      return { type: 'setRole', role: `r${a % 30}`, title: text, partner: b % 2 ? 'rydo' : text };
    case 14:
      return {
        type: 'putCase',
        index: a % 4,
        case: { title: text, events: [{ type: 'ride.completed', from: 'rides' }] },
      };
    default:
      return { type: 'insertStep', node: stepOf(document, roll), after: b % 5 === 0 ? null : way };
  }
}
