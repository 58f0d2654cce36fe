/** Cards and wires as the drawing library wants them. A card that looks as before stays the same object, so it is not drawn again. */
import { Outlet } from '@recipro/schema';
import { CARD_HEIGHT, CARD_WIDTH } from '../document/index.ts';
import type { Card, Place, Way, Wire } from '../document/index.ts';
import type { StepNode } from '../nodes/step-card.tsx';
import type { WireEdge } from './wire.tsx';

/** Where cards are while they are dragged. */
export type Moving = Readonly<Record<string, Place>>;

type Drawn = {
  readonly cards: readonly Card[];
  readonly selection: readonly string[];
  readonly moving: Moving;
  /** What was drawn last, so that an unchanged card stays the same object. */
  readonly known: Map<string, StepNode>;
  readonly title: (node: Card['node']) => string;
};

export function toNodes({ cards, selection, moving, known, title }: Drawn): StepNode[] {
  const chosen = new Set(selection);
  return cards.map((card, index) => {
    const before = known.get(card.id);
    const selected = chosen.has(card.id);
    // One stop for the Tab key: the selected step, else the first. The arrows go on from there.
    const focusable = selected || (selection.length === 0 && index === 0);
    const position = moving[card.id] ?? card.place;
    const same =
      before &&
      before.data.card === card &&
      before.selected === selected &&
      before.focusable === focusable &&
      before.position.x === position.x &&
      before.position.y === position.y;
    if (same) return before;
    const node: StepNode = {
      id: card.id,
      type: 'step',
      position,
      data: before?.data.card === card ? before.data : { card },
      width: CARD_WIDTH,
      height: CARD_HEIGHT,
      selected,
      focusable,
      ariaLabel: title(card.node),
    };
    known.set(card.id, node);
    return node;
  });
}

export function toEdges(wires: readonly Wire[], selected: string | null): WireEdge[] {
  return wires.map((wire) => ({
    id: wire.id,
    type: 'wire',
    source: wire.from,
    sourceHandle: wire.out,
    target: wire.to,
    data: { wire },
    selected: wire.id === selected,
  }));
}

/** A wire's id is its way out. */
export function wayOfId(id: string): Way | null {
  const [source = '', sourceHandle] = id.split(':');
  return wayOf({ source, sourceHandle });
}

export function wayOf(end: {
  source: string;
  sourceHandle?: string | null | undefined;
}): Way | null {
  const out = Outlet.safeParse(end.sourceHandle);
  return out.success ? { from: end.source, out: out.data } : null;
}
