/** What is wrong with the drawing itself: steps, ways out, edges, circles, triggers. */
import type { ActionCatalog, Diagnostic, Edge, Node, Workflow } from '@recipro/schema';
import { graphOf, outletKey, reachableFrom, stepsBefore } from '../graph.ts';
import type { Graph } from '../graph.ts';
import { KINDS } from '../nodes/kinds.ts';

export function graphProblems(document: Workflow, actions: ActionCatalog): Diagnostic[] {
  const graph = graphOf(document);
  return [
    ...doubledSteps(document),
    ...edgeProblems(document, graph, actions),
    ...circles(graph),
    ...triggerProblems(document, graph),
    ...unreachable(graph),
  ];
}

function problem(
  code: string,
  message: string,
  at: { node?: string; pointer?: string },
): Diagnostic {
  return { severity: 'error', code, message, ...at };
}

function doubledSteps(document: Workflow): Diagnostic[] {
  const seen = new Set<string>();
  return document.nodes.flatMap(({ id }, index) => {
    const doubled = seen.has(id);
    seen.add(id);
    if (!doubled) return [];
    const at = { node: id, pointer: `/nodes/${index}/id` };
    return [problem('step-doubled', `Two steps have the id "${id}". Give one another.`, at)];
  });
}

function edgeProblems(document: Workflow, graph: Graph, actions: ActionCatalog): Diagnostic[] {
  const used = new Set<string>();
  return document.edges.flatMap((edge, index) => {
    const pointer = `/edges/${index}`;
    const key = outletKey(edge.from, edge.out);
    const doubled = used.has(key);
    used.add(key);
    const from = graph.nodes.get(edge.from);
    const to = graph.nodes.get(edge.to);
    if (from === undefined || to === undefined) {
      const missing = from === undefined ? edge.from : edge.to;
      const message = `A connection joins "${missing}", and there is no such step.`;
      return [problem('edge-to-nowhere', message, { pointer })];
    }
    const at = { node: from.id, pointer };
    if (!KINDS[from.kind].outlets(from, actions).includes(edge.out)) {
      return [problem('way-out-unknown', wayOut(edge), at)];
    }
    if (doubled) {
      const message = `"${edge.from}" has two connections from "${edge.out}". A way out leads to one step.`;
      return [problem('way-out-doubled', message, at)];
    }
    if (to.kind === 'note') {
      const message = `A connection leads into the note "${to.id}", where no run can go.`;
      return [problem('edge-into-note', message, at)];
    }
    if (to.kind === 'trigger') {
      const message = `A connection leads into "${to.id}", but a run begins there.`;
      return [problem('edge-into-trigger', message, at)];
    }
    return [];
  });
}

function wayOut(edge: Edge): string {
  return `"${edge.from}" has no way out "${edge.out}".`;
}

/** One problem for each circle, at the first of its steps. A circle is what a step both leads to and comes from. */
function circles(graph: Graph): Diagnostic[] {
  const named = new Set<string>();
  const found: Diagnostic[] = [];
  for (const id of graph.circular) {
    if (named.has(id)) continue;
    const before = stepsBefore(graph, id);
    if (!before.has(id)) continue;
    const circle = [...reachableFrom(graph, [id])].filter((other) => before.has(other));
    for (const other of circle) named.add(other);
    const steps = circle.map((other) => `"${other}"`).join(', ');
    const message = `These steps lead back to themselves: ${steps}. Remove a connection.`;
    found.push(problem('circle', message, { node: id }));
  }
  return found;
}

function triggerProblems(document: Workflow, graph: Graph): Diagnostic[] {
  const players = new Map(document.roles.map(({ role, partner }) => [role, partner]));
  const taken = new Set<string>();
  const found: Diagnostic[] = [];
  let triggers = 0;
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind !== 'trigger') continue;
    triggers += 1;
    const at = { node: node.id, pointer: `/nodes/${index}` };
    const keys = [`role ${node.from} ${node.event}`];
    const partner = players.get(node.from);
    if (typeof partner === 'string') keys.push(`partner ${partner} ${node.event}`);
    if (keys.some((key) => taken.has(key))) {
      const message = `Another trigger takes "${node.event}" from the same partner; only one can.`;
      found.push(problem('trigger-doubled', message, at));
    }
    for (const key of keys) taken.add(key);
    if (!graph.next.has(outletKey(node.id, 'next'))) {
      const message = `Nothing follows "${node.id}". Connect it to a first step.`;
      found.push({ severity: 'warning', code: 'trigger-leads-nowhere', message, ...at });
    }
  }
  if (triggers > 0) return found;
  const message = 'Nothing starts this workflow. Add a trigger.';
  return [problem('trigger-missing', message, { pointer: '/nodes' })];
}

function unreachable(graph: Graph): Diagnostic[] {
  const nodes = [...graph.nodes.values()];
  const starts = nodes.filter(isTrigger).map(({ id }) => id);
  if (starts.length === 0) return [];
  const reached = reachableFrom(graph, starts);
  return nodes
    .filter(({ id, kind }) => !reached.has(id) && kind !== 'note')
    .map(({ id }) => ({
      severity: 'warning',
      code: 'step-unreachable',
      message: `No path leads to "${id}", so it never happens.`,
      node: id,
    }));
}

function isTrigger(node: Node): boolean {
  return node.kind === 'trigger';
}
