/**
 * The document as cards and wires to draw. Knows nothing of the library that draws them.
 * I1. A card whose step, place and marks are what they were is the very same object as before, so that it is not drawn again.
 */
import type { Node, Outlet, Workflow } from '@recipro/schema';
import type { Place } from './change.ts';
import { layout } from './layout.ts';
import { outletsOf } from './steps.ts';

/** A way out as a card shows it: led on by a wire, or loose. */
export type WayOut = { readonly out: Outlet; readonly led: boolean };

export type Card = {
  readonly id: string;
  readonly node: Node;
  readonly place: Place;
  readonly ways: readonly WayOut[];
};

export type Wire = {
  readonly id: string;
  readonly from: string;
  readonly out: Outlet;
  readonly to: string;
};

export type Graph = { readonly cards: readonly Card[]; readonly wires: readonly Wire[] };

const NOTHING: Graph = { cards: [], wires: [] };

/**
 * `declines` says whether an action can be declined; without that way out its card shows no second one.
 * With what was drawn before, steps that an edit does not concern stay where they stood; `tidy` draws all anew.
 */
export function graph(
  document: Workflow,
  declines: (action: string) => boolean,
  before: Graph = NOTHING,
  tidy = false,
): Graph {
  const spots = layout(document, tidy || before === NOTHING ? undefined : before);
  const led = new Set(document.edges.map((edge) => `${edge.from}:${edge.out}`));
  const old = new Map(before.cards.map((card) => [card.id, card]));
  const cards = document.nodes.map((node): Card => {
    const ways = outletsOf(node)
      .map((out) => ({ out, led: led.has(`${node.id}:${out}`) }))
      .filter(({ out, led: used }) => used || out !== 'declined' || mayDecline(node, declines));
    const place = spots.get(node.id) ?? { x: 0, y: 0 };
    const card = { id: node.id, node, place, ways };
    const known = old.get(node.id);
    return known && sameCard(known, card) ? known : card;
  });
  const oldWires = new Map(before.wires.map((wire) => [wire.id, wire]));
  const wires = document.edges.map((edge): Wire => {
    const id = `${edge.from}:${edge.out}`;
    const known = oldWires.get(id);
    return known?.to === edge.to ? known : { id, ...edge };
  });
  return { cards, wires };
}

function mayDecline(node: Node, declines: (action: string) => boolean): boolean {
  return node.kind === 'action' && declines(node.action);
}

function sameCard(one: Card, other: Card): boolean {
  return (
    one.node === other.node &&
    one.place.x === other.place.x &&
    one.place.y === other.place.y &&
    one.ways.length === other.ways.length &&
    one.ways.every(({ led, out }, index) => {
      const way = other.ways[index];
      return way?.led === led && way.out === out;
    })
  );
}
