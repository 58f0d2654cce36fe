/**
 * Looking things up in a workflow document, and making new steps for it. Pure; every answer is about the document as given.
 * I1. The ways out of a step depend on the step alone, in the order in which they are drawn: the first is the main way on.
 */
import type { Edge, Node, Outlet, RolePlayer, Workflow } from '@recipro/schema';

/** A way out of a step: where a wire begins, or could. */
export type Way = { readonly from: string; readonly out: Outlet };

/** Every way out that this step can have. */
export function outletsOf(node: Node): readonly Outlet[] {
  switch (node.kind) {
    case 'trigger':
      return ['next'];
    case 'condition':
    case 'table':
      return ['yes', 'no'];
    case 'split':
      return [...node.ways.map(({ out }) => out), ...(node.holdout ? ['holdout' as const] : [])];
    case 'action':
      return ['done', 'declined'];
    case 'goal':
      return ['done'];
    case 'end':
    case 'note':
      return [];
    default:
      return node satisfies never;
  }
}

const SIDE: ReadonlySet<Outlet> = new Set(['no', 'declined', 'b', 'c', 'd', 'holdout']);

/** Whether a way leads aside from the main path. */
export function isSide(out: Outlet): boolean {
  return SIDE.has(out);
}

/** The way out that a path takes when all goes well; none for an end or a note. */
export function mainOutlet(node: Node): Outlet | null {
  return outletsOf(node)[0] ?? null;
}

export function findNode(document: Workflow, id: string): Node | undefined {
  return document.nodes.find((node) => node.id === id);
}

export function edgeAt(document: Workflow, way: Way): Edge | undefined {
  return document.edges.find((edge) => edge.from === way.from && edge.out === way.out);
}

export function edgesInto(document: Workflow, id: string): readonly Edge[] {
  return document.edges.filter((edge) => edge.to === id);
}

export function edgesFrom(document: Workflow, id: string): readonly Edge[] {
  return document.edges.filter((edge) => edge.from === id);
}

/** The step itself and all that can come after it. */
export function reachableFrom(document: Workflow, id: string): ReadonlySet<string> {
  return along(id, document.edges, ({ from, to }) => [from, to]);
}

/** The step itself and all that can come before it: one walk back, however many steps there are. */
export function leadingTo(document: Workflow, id: string): ReadonlySet<string> {
  return along(id, document.edges, ({ from, to }) => [to, from]);
}

function along(
  id: string,
  edges: readonly Edge[],
  ends: (edge: Edge) => readonly [at: string, next: string],
): ReadonlySet<string> {
  const nextOf = new Map<string, string[]>();
  for (const edge of edges) {
    const [at, next] = ends(edge);
    const list = nextOf.get(at);
    if (list) list.push(next);
    else nextOf.set(at, [next]);
  }
  const seen = new Set([id]);
  const waiting = [id];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const next of nextOf.get(at) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}

/** Lower-case words with hyphens, as identifiers are written; empty when nothing usable is left. */
function slug(text: string, lengthMax: number): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, lengthMax)
    .replace(/-+$/, '');
}

const ID_LENGTH_MAX = 40;

/** An identifier that no other one of `taken` has, made from words. */
function freshId(taken: ReadonlySet<string>, words: string, otherwise: string): string {
  const stem = slug(words, ID_LENGTH_MAX - 5) || otherwise;
  if (!taken.has(stem)) return stem;
  let count = 2;
  while (taken.has(`${stem}-${count}`)) count += 1;
  return `${stem}-${count}`;
}

export function freshNodeId(document: Workflow, words: string): string {
  return freshId(new Set(document.nodes.map((node) => node.id)), words, 'step');
}

export function freshRole(document: Workflow, title: string): string {
  return freshId(new Set(document.roles.map((player) => player.role)), title, 'partner');
}

/** What a step is called: its own title, else what its kind says. `actionTitle` knows the catalogue. */
export function stepTitle(node: Node, actionTitle: (kind: string) => string | undefined): string {
  if (node.title) return node.title;
  switch (node.kind) {
    case 'trigger':
      return node.event;
    case 'condition':
      return 'Question';
    case 'action':
      return actionTitle(node.action) ?? node.action;
    case 'table':
      return 'Table';
    case 'split':
      return 'Split';
    case 'goal':
      return 'Goal';
    case 'note':
      return 'Note';
    case 'end':
      return 'End';
    default:
      return node satisfies never;
  }
}

/** The steps that name a role, so that nobody removes one that is needed. */
export function usesOfRole(document: Workflow, player: Pick<RolePlayer, 'role'>): readonly Node[] {
  return document.nodes.filter((node) => {
    if (node.kind === 'trigger') return node.from === player.role;
    const text = JSON.stringify(node);
    return text.includes(`"role":"${player.role}"`) || text.includes(`"partner":"${player.role}"`);
  });
}
