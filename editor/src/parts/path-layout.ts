/**
 * Where the steps of a workflow stand in a small picture of its path: columns by how far along, lanes by branch.
 * The good way (next, yes, done) keeps its lane; every other way takes the first lane that is free from there on. Pure.
 */
import type { Edge, Node, Workflow } from '@recipro/schema';

export type Spot = { readonly node: Node; readonly column: number; readonly lane: number };
export type Wire = { readonly from: Spot; readonly to: Spot; readonly good: boolean };
export type PathLayout = {
  readonly spots: readonly Spot[];
  readonly wires: readonly Wire[];
  readonly columns: number;
  readonly lanes: number;
};

const GOOD: ReadonlySet<string> = new Set(['next', 'yes', 'done', 'a']);

export function layoutPath(document: Pick<Workflow, 'nodes' | 'edges'>): PathLayout {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const waysOut = new Map<string, Edge[]>();
  for (const edge of document.edges)
    waysOut.set(edge.from, [...(waysOut.get(edge.from) ?? []), edge]);
  for (const ways of waysOut.values())
    ways.sort((one, other) => Number(GOOD.has(other.out)) - Number(GOOD.has(one.out)));

  const columnOf = columns(document);
  const spots = new Map<string, Spot>();
  /** The last column that is taken in each lane. */
  const takenTo: number[] = [];

  const place = (id: string, wanted: number | null) => {
    const node = byId.get(id);
    if (node === undefined || spots.has(id)) return;
    const column = columnOf.get(id) ?? 0;
    const lane = wanted ?? freeLane(takenTo, column);
    takenTo[lane] = Math.max(takenTo[lane] ?? -1, column);
    spots.set(id, { node, column, lane });
    for (const way of waysOut.get(id) ?? []) place(way.to, GOOD.has(way.out) ? lane : null);
  };
  for (const node of document.nodes) if (node.kind === 'trigger') place(node.id, null);
  for (const node of document.nodes) place(node.id, null);

  const wires = document.edges.flatMap((edge) => {
    const from = spots.get(edge.from);
    const to = spots.get(edge.to);
    return from && to ? [{ from, to, good: GOOD.has(edge.out) }] : [];
  });
  const all = [...spots.values()];
  return {
    spots: all,
    wires,
    columns: 1 + Math.max(0, ...all.map((spot) => spot.column)),
    lanes: 1 + Math.max(0, ...all.map((spot) => spot.lane)),
  };
}

function freeLane(takenTo: readonly number[], column: number): number {
  const lane = takenTo.findIndex((last) => last < column - 1);
  return lane === -1 ? takenTo.length : lane;
}

/** Each step's longest distance from a start. A draft may hold a circle, so the rounds are bounded by the steps. */
function columns({ nodes, edges }: Pick<Workflow, 'nodes' | 'edges'>): ReadonlyMap<string, number> {
  const column = new Map(nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < nodes.length; round += 1) {
    let moved = false;
    for (const edge of edges) {
      const reached = (column.get(edge.from) ?? 0) + 1;
      const now = column.get(edge.to);
      if (now !== undefined && now < reached && reached < nodes.length) {
        column.set(edge.to, reached);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return column;
}
