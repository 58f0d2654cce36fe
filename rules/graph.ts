/**
 * The drawn graph, ready to be walked. Works on unfinished drafts too: edges to nowhere are left out,
 * and of two edges from one way out only the first counts.
 */
import type { Edge, Node, Workflow } from '@recipro/schema';

export type Graph = {
  readonly nodes: ReadonlyMap<string, Node>;
  /** Where a way out leads, by `step.outlet`. */
  readonly next: ReadonlyMap<string, string>;
  readonly edgesInto: ReadonlyMap<string, readonly Edge[]>;
  readonly edgesFrom: ReadonlyMap<string, readonly Edge[]>;
  /** Every step after all that can lead to it, otherwise in the order drawn; steps on a circle come last. */
  readonly order: readonly Node[];
  /** Steps that lie on a circle, or after one. */
  readonly circular: ReadonlySet<string>;
};

export function outletKey(node: string, out: string): string {
  return `${node}.${out}`;
}

export function graphOf(document: Pick<Workflow, 'nodes' | 'edges'>): Graph {
  const nodes = new Map<string, Node>();
  for (const node of document.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const next = new Map<string, string>();
  const edgesInto = new Map<string, Edge[]>();
  const edgesFrom = new Map<string, Edge[]>();
  for (const edge of document.edges) {
    const key = outletKey(edge.from, edge.out);
    if (next.has(key) || !nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    next.set(key, edge.to);
    push(edgesInto, edge.to, edge);
    push(edgesFrom, edge.from, edge);
  }
  const ordered = topological(nodes, edgesInto, edgesFrom);
  const circular = new Set([...nodes.keys()].filter((id) => !ordered.has(id)));
  const order = [...ordered, ...circular].flatMap((id) => nodes.get(id) ?? []);
  return { nodes, next, edgesInto, edgesFrom, order, circular };
}

function push(map: Map<string, Edge[]>, key: string, edge: Edge): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}

function topological(
  nodes: ReadonlyMap<string, Node>,
  edgesInto: ReadonlyMap<string, readonly Edge[]>,
  edgesFrom: ReadonlyMap<string, readonly Edge[]>,
): ReadonlySet<string> {
  const waitsFor = new Map([...nodes.keys()].map((id) => [id, edgesInto.get(id)?.length ?? 0]));
  // A queue that is read while it grows: each step enters once.
  const ready = [...nodes.keys()].filter((id) => waitsFor.get(id) === 0);
  for (const id of ready) {
    for (const { to } of edgesFrom.get(id) ?? []) {
      const left = (waitsFor.get(to) ?? 0) - 1;
      waitsFor.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return new Set(ready);
}

/** All steps that can be reached from these, themselves included. */
export function reachableFrom(graph: Graph, starts: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>(starts);
  // Grows while it is walked; a set visits each step once.
  for (const id of seen) for (const edge of graph.edgesFrom.get(id) ?? []) seen.add(edge.to);
  return seen;
}

/** All steps that can come before this one. */
export function stepsBefore(graph: Graph, id: string): ReadonlySet<string> {
  const seen = new Set<string>((graph.edgesInto.get(id) ?? []).map((edge) => edge.from));
  for (const earlier of seen) {
    for (const edge of graph.edgesInto.get(earlier) ?? []) seen.add(edge.from);
  }
  return seen;
}
