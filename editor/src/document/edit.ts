/**
 * The one reducer: (document, change) → document. Pure; equal inputs give equal outputs.
 * I1. The result is valid by the schema when the document was: a change that would break it leaves the document as it was.
 * I2. Each way out leads to at most one step, no path comes back to where it was, and both ends of a wire exist.
 * I3. What a change does not concern keeps its identity (===), so that drawing it again costs nothing.
 */
import { Case, Node, NODES_MAX, RolePlayer, Workflow } from '@recipro/schema';
import type { Change } from './change.ts';
import { insertStep, deleteSteps, moveStep } from './path.ts';
import { edgeAt, findNode, outletsOf } from './steps.ts';
import { refusal } from './wire.ts';

const ROLES_MAX = 20;
const CASES_MAX = 200;

export function edit(document: Workflow, change: Change): Workflow {
  switch (change.type) {
    case 'insertStep': {
      const fits =
        document.nodes.length < NODES_MAX &&
        !findNode(document, change.node.id) &&
        Node.safeParse(change.node).success;
      return fits ? insertStep(document, change.node, change.after) : document;
    }
    case 'deleteSteps':
      return deleteSteps(document, change.ids);
    case 'moveStep':
      return moveStep(document, change.id, change.direction);
    case 'connect': {
      const { way, to } = change;
      if (edgeAt(document, way)?.to === to || refusal(document, way, to)) return document;
      const edges = document.edges.filter((edge) => edge.from !== way.from || edge.out !== way.out);
      return { ...document, edges: [...edges, { ...way, to }] };
    }
    case 'disconnect': {
      const edge = edgeAt(document, change.way);
      if (!edge) return document;
      return { ...document, edges: document.edges.filter((each) => each !== edge) };
    }
    case 'placeSteps':
      return withNodes(document, (node) => {
        const place = change.places[node.id];
        if (!place) return node;
        return { ...node, position: { x: Math.round(place.x), y: Math.round(place.y) } };
      });
    case 'tidy':
      return withNodes(document, (node) => (node.position ? without(node, 'position') : node));
    case 'setTitle':
      return withNode(document, change.id, (node) => withText(node, 'title', change.title));
    case 'setNote':
      return withNode(document, change.id, (node) => withText(node, 'note', change.note));
    case 'setTrigger':
      return withNode(document, change.id, (node) =>
        node.kind === 'trigger'
          ? { ...node, event: change.event ?? node.event, from: change.from ?? node.from }
          : node,
      );
    case 'setParams':
      return withNode(document, change.id, (node) =>
        node.kind === 'action' ? { ...node, params: change.params } : node,
      );
    case 'setConditions':
      return withNode(document, change.id, (node) =>
        node.kind === 'condition' ? { ...node, conditions: change.conditions } : node,
      );
    case 'setStep':
      return withStep(document, change.node);
    case 'rename':
      return checked(document, { ...document, name: change.name.slice(0, 120) }, 'name');
    case 'describe':
      return change.description === ''
        ? without(document, 'description')
        : { ...document, description: change.description.slice(0, 2000) };
    case 'addRole': {
      const taken = document.roles.some((player) => player.role === change.player.role);
      const fits = document.roles.length < ROLES_MAX && RolePlayer.safeParse(change.player).success;
      return taken || !fits ? document : { ...document, roles: [...document.roles, change.player] };
    }
    case 'setRole':
      return withRole(document, change);
    case 'removeRole':
      return {
        ...document,
        roles: document.roles.filter((player) => player.role !== change.role),
      };
    case 'putCase': {
      if (!Case.safeParse(change.case).success) return document;
      const cases = document.cases ?? [];
      if (change.index < cases.length)
        return { ...document, cases: cases.with(change.index, change.case) };
      return cases.length < CASES_MAX ? { ...document, cases: [...cases, change.case] } : document;
    }
    case 'removeCase':
      return {
        ...document,
        cases: (document.cases ?? []).filter((_, index) => index !== change.index),
      };
    case 'together':
      return change.changes.reduce(edit, document);
    case 'replace':
      return Workflow.safeParse(change.document).success ? change.document : document;
    default:
      return change satisfies never;
  }
}

function withNodes(document: Workflow, change: (node: Node) => Node): Workflow {
  const nodes = document.nodes.map(change);
  const same = nodes.every((node, index) => node === document.nodes[index]);
  return same ? document : { ...document, nodes };
}

/** Changes one step, unless the schema would refuse the result. */
function withNode(document: Workflow, id: string, change: (node: Node) => Node): Workflow {
  return withNodes(document, (node) => {
    if (node.id !== id) return node;
    const next = change(node);
    return next === node || Node.safeParse(next).success ? next : node;
  });
}

function withStep(document: Workflow, next: Node): Workflow {
  const outs = new Set(outletsOf(next));
  const changed = withNode(document, next.id, (node) => (node.kind === next.kind ? next : node));
  if (findNode(changed, next.id) !== next) return document;
  const edges = document.edges.filter(({ from, out }) => from !== next.id || outs.has(out));
  return edges.length === document.edges.length ? changed : { ...changed, edges };
}

const TEXT_LENGTH_MAX = { title: 120, note: 2000 };

function withText(node: Node, field: 'title' | 'note', text: string): Node {
  return text === ''
    ? without(node, field)
    : { ...node, [field]: text.slice(0, TEXT_LENGTH_MAX[field]) };
}

function without<Whole extends object>(whole: Whole, field: keyof Whole): Whole {
  if (!(field in whole)) return whole;
  const copy = { ...whole };
  delete copy[field];
  return copy;
}

function withRole(document: Workflow, change: Extract<Change, { type: 'setRole' }>): Workflow {
  const roles = document.roles.map((player) => {
    if (player.role !== change.role) return player;
    const next = {
      ...player,
      ...(change.title === undefined ? {} : { title: change.title.slice(0, 60) }),
      ...(change.partner === undefined ? {} : { partner: change.partner }),
    };
    return RolePlayer.safeParse(next).success ? next : player;
  });
  return { ...document, roles };
}

/** The next document when its changed field is accepted by the schema, else the one before. */
function checked(before: Workflow, next: Workflow, field: 'name'): Workflow {
  return Workflow.shape[field].safeParse(next[field]).success ? next : before;
}
