/**
 * Where steps stand that nobody has placed: top-down, the main way on straight below, the other way one column to the right.
 * One pass over the graph, so it is done anew at each change; what does not change does not move.
 * I1. No two steps overlap. I2. A step stands below every step that leads to it, unless a hand placed it elsewhere.
 * I3. After an edit, a step in its old row that is reached from where it was reached before stays exactly where it stood.
 */
import type { Node, Workflow } from '@recipro/schema';
import type { Place } from './change.ts';
import { outletsOf } from './steps.ts';

/** The size of a card, and of the cell it stands in, in canvas pixels. */
export const CARD_WIDTH = 264;
export const CARD_HEIGHT = 88;
export const COLUMN_WIDTH = 344;
export const ROW_HEIGHT = 156;

type Cell = { readonly column: number; readonly row: number };

/** What was drawn before an edit. */
export type Standing = {
  readonly cards: readonly { readonly id: string; readonly node: Node; readonly place: Place }[];
  readonly wires: readonly { readonly from: string; readonly to: string }[];
};

export function layout(document: Workflow, before?: Standing): ReadonlyMap<string, Place> {
  const { order, next } = sorted(document);
  const row = rows(order, next);
  const children = tree(order, next, row);
  const tidy = columns(order, children, row);
  const cells = before === undefined ? tidy : kept(document, { order, children, tidy }, before);
  return places(document.nodes, cells);
}

type Tidy = {
  readonly order: readonly string[];
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly tidy: ReadonlyMap<string, Cell>;
};

/** What the edit does not concern stays; the others stand beside their parent as in the tidy drawing, or right of what stays. */
function kept(document: Workflow, { order, children, tidy }: Tidy, before: Standing): typeof tidy {
  const stood = new Map(
    before.cards
      .filter(({ node }) => !node.position)
      .map(({ id, place }) => [id, { column: place.x / COLUMN_WIDTH, row: place.y / ROW_HEIGHT }]),
  );
  const [ledBefore, ledNow] = [sources(before.wires), sources(document.edges)];
  const cells = new Map<string, Cell>();
  const taken = new Set<string>();
  const put = (id: string, { column, row }: Cell) => {
    cells.set(id, { column, row });
    taken.add(`${column} ${row}`);
  };
  for (const id of order) {
    const was = stood.get(id);
    if (was && was.row === tidy.get(id)?.row && ledBefore.get(id) === ledNow.get(id)) put(id, was);
  }
  const parents = new Map(
    [...children].flatMap(([parent, ids]) => ids.map((id) => [id, parent] as const)),
  );
  for (const id of order) {
    if (cells.has(id)) continue;
    const parent = parents.get(id) ?? '';
    const { column, row } = tidy.get(id) ?? { column: 0, row: 0 };
    const moved = (cells.get(parent)?.column ?? 0) - (tidy.get(parent)?.column ?? 0);
    let free = column + moved;
    while (taken.has(`${free} ${row}`)) free += 1;
    put(id, { column: free, row });
  }
  return cells;
}

/** The steps that lead to each step, as one text. */
function sources(wires: Standing['wires']): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  for (const { from, to } of wires) found.set(to, [...(found.get(to) ?? []), from]);
  return new Map([...found].map(([to, froms]) => [to, froms.toSorted().join(' ')]));
}

type Next = ReadonlyMap<string, readonly string[]>;

/** Steps so that each comes before those it leads to, and the targets of each in the order of its ways out. */
function sorted(document: Workflow): { order: readonly string[]; next: Next } {
  const targets = new Map<string, Map<string, string>>();
  const incoming = new Map<string, number>(document.nodes.map((node) => [node.id, 0]));
  for (const edge of document.edges) {
    const ways = targets.get(edge.from) ?? new Map<string, string>();
    targets.set(edge.from, ways.set(edge.out, edge.to));
    incoming.set(edge.to, (incoming.get(edge.to) ?? 0) + 1);
  }
  const next = new Map<string, readonly string[]>();
  for (const node of document.nodes) {
    const ways = targets.get(node.id);
    next.set(node.id, ways ? outletsOf(node).flatMap((out) => ways.get(out) ?? []) : []);
  }
  const order: string[] = [];
  const ready = document.nodes.filter((node) => incoming.get(node.id) === 0).map(({ id }) => id);
  for (let at = ready.shift(); at !== undefined; at = ready.shift()) {
    order.push(at);
    for (const to of next.get(at) ?? []) {
      const left = (incoming.get(to) ?? 1) - 1;
      incoming.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  // A document with a circle is not drawable as a tree; its steps still get a place, at the end.
  if (order.length < document.nodes.length) {
    const seen = new Set(order);
    order.push(...document.nodes.filter((node) => !seen.has(node.id)).map(({ id }) => id));
  }
  return { order, next };
}

/** The longest way from a beginning, so that every wire goes down. */
function rows(order: readonly string[], next: Next): ReadonlyMap<string, number> {
  const row = new Map<string, number>(order.map((id) => [id, 0]));
  for (const id of order)
    for (const to of next.get(id) ?? [])
      row.set(to, Math.max(row.get(to) ?? 0, (row.get(id) ?? 0) + 1));
  return row;
}

/** Each step hangs under one of those that lead to it: the one right above, so that its wire is short. */
function tree(
  order: readonly string[],
  next: Next,
  row: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly string[]> {
  const parent = new Map<string, string>();
  for (const id of order)
    for (const to of next.get(id) ?? [])
      if (!parent.has(to) && row.get(to) === (row.get(id) ?? 0) + 1) parent.set(to, id);
  const children = new Map<string, string[]>([['', []]]);
  for (const id of order) children.set(id, []);
  for (const id of order)
    for (const to of next.get(id) ?? [])
      if (parent.get(to) === id && !children.get(id)?.includes(to)) children.get(id)?.push(to);
  for (const id of order) if (!parent.has(id)) children.get('')?.push(id);
  return children;
}

/**
 * Columns from the bottom up. A subtree is known by its right edge in each row; the next subtree stands right of it,
 * as far left as its rows allow; what begins at another event stands right of all before it. Works on an explicit stack, so a long path cannot exhaust the call stack.
 */
function columns(
  order: readonly string[],
  children: ReadonlyMap<string, readonly string[]>,
  row: ReadonlyMap<string, number>,
): ReadonlyMap<string, Cell> {
  const shift = new Map<string, number>();
  const edge = new Map<string, Map<number, number>>();
  for (const id of [...order.toReversed(), '']) {
    const right = new Map<number, number>();
    if (id !== '') right.set(row.get(id) ?? 0, 0);
    (children.get(id) ?? []).forEach((child, index) => {
      const own = edge.get(child) ?? new Map<number, number>();
      let offset = index === 0 ? 0 : 1;
      if (id === '') offset = Math.max(-1, ...right.values()) + 1;
      else if (index > 0)
        for (const at of own.keys()) offset = Math.max(offset, (right.get(at) ?? -1) + 1);
      shift.set(child, offset);
      for (const [at, extent] of own) right.set(at, Math.max(right.get(at) ?? -1, extent + offset));
      edge.delete(child);
    });
    edge.set(id, right);
  }
  const cells = new Map<string, Cell>();
  const waiting = (children.get('') ?? []).map((id) => ({ id, column: 0 })).toReversed();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const column = at.column + (shift.get(at.id) ?? 0);
    cells.set(at.id, { column, row: row.get(at.id) ?? 0 });
    for (const child of children.get(at.id) ?? []) waiting.push({ id: child, column });
  }
  return cells;
}

/** Cells become places; a step placed by hand keeps its place, and the others make room for it. */
function places(
  nodes: readonly Node[],
  cells: ReadonlyMap<string, Cell>,
): ReadonlyMap<string, Place> {
  const result = new Map<string, Place>();
  const placed = nodes.flatMap((node) => node.position ?? []);
  for (const node of nodes) {
    if (node.position) {
      result.set(node.id, node.position);
      continue;
    }
    const cell = cells.get(node.id) ?? { column: 0, row: 0 };
    let place = { x: cell.column * COLUMN_WIDTH, y: cell.row * ROW_HEIGHT };
    if (placed.length > 0) {
      while (placed.some((other) => overlap(place, other)))
        place = { x: place.x, y: place.y + ROW_HEIGHT };
      placed.push(place);
    }
    result.set(node.id, place);
  }
  return result;
}

export function overlap(one: Place, other: Place): boolean {
  return Math.abs(one.x - other.x) < CARD_WIDTH && Math.abs(one.y - other.y) < CARD_HEIGHT;
}
