/**
 * The line of a wire: straight down, or with right angles and soft corners, through the gaps between rows and columns.
 * A main way out begins at the bottom of its card, a side way at the right; both end at the top of the next card.
 */
import { CARD_WIDTH, COLUMN_WIDTH, ROW_HEIGHT, CARD_HEIGHT } from '../document/index.ts';

type Point = { readonly x: number; readonly y: number };

export type WirePath = {
  readonly d: string;
  /** Where the + stands: on the wire's own stretch, which no other wire shares. */
  readonly plus: Point;
  /** Where the name of the way stands: near where it begins. */
  readonly label: Point;
};

const CORNER = 10;
const GAP = ROW_HEIGHT - CARD_HEIGHT;
/** From the middle of a card to the middle of the gap beside it. */
const GUTTER = CARD_WIDTH / 2 + (COLUMN_WIDTH - CARD_WIDTH) / 2;
/** How far above its end a wire crosses over. */
const ACROSS = GAP / 2;
const NEAR = 1;

export function wirePath(from: Point, to: Point, side: boolean): WirePath {
  if (!side) {
    const plus = { x: from.x, y: from.y + ACROSS };
    return { d: rounded(downward(from, to)), plus, label: { x: from.x, y: from.y + LABEL } };
  }
  const points = sideways(from, to);
  const turn = points[1] ?? to;
  // A wire that goes straight to the next column has its + above its end; one through the gutter has it below its turn.
  const plus =
    points.length === 3
      ? { x: to.x, y: Math.min(from.y + ROW_HEIGHT / 2, to.y - ACROSS) }
      : { x: turn.x, y: from.y + ACROSS };
  return { d: rounded(points), plus, label: { x: from.x + 8, y: from.y } };
}

/** From the bottom of a card to the middle of its way's name. */
const LABEL = 12;

function downward(from: Point, to: Point): readonly Point[] {
  if (Math.abs(from.x - to.x) < NEAR && to.y > from.y) return [from, to];
  const across = to.y - ACROSS;
  if (to.y - from.y < GAP + NEAR || across - from.y < 2 * GAP)
    return [from, { x: from.x, y: across }, { x: to.x, y: across }, to];
  // Past other rows: through the gutter, so that no card lies under the line.
  const gutter = from.x + (to.x < from.x ? -GUTTER : GUTTER);
  const leave = from.y + ACROSS;
  return [
    from,
    { x: from.x, y: leave },
    { x: gutter, y: leave },
    { x: gutter, y: across },
    { x: to.x, y: across },
    to,
  ];
}

function sideways(from: Point, to: Point): readonly Point[] {
  const right = to.x - from.x;
  if (right > CORNER && right < COLUMN_WIDTH && to.y > from.y + CORNER)
    return [from, { x: to.x, y: from.y }, to];
  const gutter = from.x + (COLUMN_WIDTH - CARD_WIDTH) / 2;
  const across = to.y - ACROSS;
  return [from, { x: gutter, y: from.y }, { x: gutter, y: across }, { x: to.x, y: across }, to];
}

function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${first.x},${first.y}`;
  rest.forEach((point, index) => {
    const before = points[index];
    const after = points[index + 2];
    if (!before || !after) {
      d += `L${point.x},${point.y}`;
      return;
    }
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
    const start = towards(point, before, radius);
    const end = towards(point, after, radius);
    d += `L${start.x},${start.y}Q${point.x},${point.y} ${end.x},${end.y}`;
  });
  return d;
}

function distance(one: Point, other: Point): number {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) * by) / length,
    y: from.y + ((to.y - from.y) * by) / length,
  };
}
