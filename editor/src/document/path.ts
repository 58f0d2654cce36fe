/**
 * Edits that rewire: a step put into a path, taken out of it, or moved along it.
 * Taking a step out joins what came before with what comes after, where that is unambiguous:
 * an action is passed as if it were done; a question only when all its ways lead to one place.
 */
import type { Edge, Node, Outlet, Workflow } from '@recipro/schema';
import type { Place } from './change.ts';
import { ROW_HEIGHT } from './layout.ts';
import {
  edgeAt,
  edgesFrom,
  edgesInto,
  findNode,
  isSide,
  mainOutlet,
  reachableFrom,
} from './steps.ts';
import type { Way } from './steps.ts';

export function insertStep(document: Workflow, node: Node, after: Way | null): Workflow {
  if (after === null) return { ...document, nodes: [...document.nodes, node] };
  const from = findNode(document, after.from);
  const old = edgeAt(document, after);
  const main = mainOutlet(node);
  // An event begins a path, and an end would cut off what follows: neither goes into a wire.
  if (!from || node.kind === 'trigger' || (old && main === null)) return document;
  const edges = old ? document.edges.filter((edge) => edge !== old) : [...document.edges];
  edges.push({ ...after, to: node.id });
  if (old && main !== null) edges.push({ from: node.id, out: main, to: old.to });
  const nodes = old ? shiftDown(document, old.to, from) : document.nodes;
  const inserted = besides(node, from, old ? findNode(document, old.to) : undefined, after.out);
  // Right behind the step that leads to it, so that the saved file reads in the order of the drawing.
  const index = nodes.findIndex((each) => each.id === from.id) + 1;
  return { ...document, nodes: nodes.toSpliced(index, 0, inserted), edges };
}

/** A step below one that was placed by hand is placed too, so that it appears where it was asked for. */
function besides(node: Node, from: Node, next: Node | undefined, out: Outlet): Node {
  if (node.position || !from.position) return node;
  const side = isSide(out);
  const place: Place = {
    x: next?.position?.x ?? from.position.x + (side ? SIDE_STEP : 0),
    y: from.position.y + ROW_HEIGHT,
  };
  return { ...node, position: place };
}

const SIDE_STEP = 328;

/** Makes room: the placed steps below move down one row, and nothing else moves. */
function shiftDown(document: Workflow, first: string, above: Node): Node[] {
  const below = reachableFrom(document, first);
  const target = findNode(document, first);
  const room = (target?.position?.y ?? 0) - (above.position?.y ?? 0) >= 2 * ROW_HEIGHT;
  if (!above.position || room) return document.nodes;
  return document.nodes.map((node) =>
    node.position && below.has(node.id)
      ? { ...node, position: { x: node.position.x, y: node.position.y + ROW_HEIGHT } }
      : node,
  );
}

export function deleteSteps(document: Workflow, ids: readonly string[]): Workflow {
  return ids.reduce(deleteStep, document);
}

function deleteStep(document: Workflow, id: string): Workflow {
  const node = findNode(document, id);
  if (!node) return document;
  const next = wayOn(document, node);
  const edges: Edge[] = [];
  for (const edge of document.edges) {
    if (edge.from === id) continue;
    if (edge.to !== id) edges.push(edge);
    else if (next !== null) edges.push({ ...edge, to: next });
  }
  return { ...document, nodes: document.nodes.filter((each) => each.id !== id), edges };
}

/** Where a path goes on when this step is taken out of it. */
function wayOn(document: Workflow, node: Node): string | null {
  const out = edgesFrom(document, node.id);
  const targets = new Set(out.map((edge) => edge.to));
  if (targets.size === 1) return [...targets][0] ?? null;
  if (node.kind !== 'action') return null;
  return out.find((edge) => edge.out === 'done')?.to ?? null;
}

/**
 * Swaps a step with the one before it (or after it) on its main path. Side branches stay with their step.
 * Unchanged where there is no such neighbour: at the first step, at an end, and where paths join in between.
 */
export function moveStep(document: Workflow, id: string, direction: 'up' | 'down'): Workflow {
  const node = findNode(document, id);
  if (!node) return document;
  if (direction === 'up') return swapWithBefore(document, node);
  const main = mainOutlet(node);
  const edge = main === null ? undefined : edgeAt(document, { from: id, out: main });
  const below = edge ? findNode(document, edge.to) : undefined;
  return below ? swapWithBefore(document, below) : document;
}

function swapWithBefore(document: Workflow, node: Node): Workflow {
  const into = edgesInto(document, node.id);
  const [link] = into;
  const main = mainOutlet(node);
  const before = link ? findNode(document, link.from) : undefined;
  if (into.length !== 1 || !link || !before || main === null) return document;
  if (before.kind === 'trigger' || link.out !== mainOutlet(before)) return document;
  const onward = edgeAt(document, { from: node.id, out: main });
  const edges = document.edges.flatMap((edge): Edge[] => {
    if (edge.to === before.id) return [{ ...edge, to: node.id }];
    if (edge === link) return [{ from: node.id, out: main, to: before.id }];
    if (edge === onward) return [{ from: before.id, out: link.out, to: onward.to }];
    return [edge];
  });
  const places = new Map([
    [node.id, before.position],
    [before.id, node.position],
  ]);
  const nodes =
    node.position && before.position
      ? document.nodes.map((each) => {
          const position = places.get(each.id);
          return position ? { ...each, position } : each;
        })
      : document.nodes;
  return { ...document, nodes, edges };
}
