/** Makes a new step of a kind and puts it where it belongs: after the chosen way out, else after the selected step, else at the end. */
import type { ActionView, EventTypeView, Json, Node, Workflow } from '@recipro/schema';
import {
  edgeAt,
  findNode,
  freshNodeId,
  freshRole,
  mainOutlet,
  outletsOf,
} from '../document/index.ts';
import type { Change, Place, Way } from '../document/index.ts';

/** What a palette offers: a kind of step, or an action of the catalogue. */
export type Offer =
  | { readonly kind: 'trigger' }
  | { readonly kind: 'condition' }
  | { readonly kind: 'table' }
  | { readonly kind: 'split' }
  | { readonly kind: 'goal' }
  | { readonly kind: 'end' }
  | { readonly kind: 'note' }
  | { readonly kind: 'action'; readonly action: ActionView };

export type Spot = { readonly way: Way | null; readonly place?: Place | undefined };

type Added = { readonly change: Change; readonly id: string };

export function addStep(
  document: Workflow,
  offer: Offer,
  spot: Spot,
  seen: readonly EventTypeView[],
): Added {
  const changes: Change[] = [];
  const node = newNode(document, offer, seen, changes);
  const free = spot.way === null && spot.place !== undefined;
  const placed = free && spot.place ? { ...node, position: spot.place } : node;
  const way =
    offer.kind === 'trigger' || offer.kind === 'note' ? null : usable(document, spot.way, offer);
  changes.push({ type: 'insertStep', node: placed, after: way });
  const [only] = changes;
  return changes.length === 1 && only
    ? { change: only, id: node.id }
    : { change: { type: 'together', words: 'add event', changes }, id: node.id };
}

/** An end has no way on, so it goes only where the path is loose. */
function usable(document: Workflow, way: Way | null, offer: Offer): Way | null {
  if (way === null || offer.kind !== 'end' || !edgeAt(document, way)) return way;
  return null;
}

/** The way out that "add a step" means when none is named: the selected step's first loose one, else its main one. */
export function wayAfter(
  document: Workflow,
  selected: string | undefined,
  declines: (action: string) => boolean,
): Way | null {
  const node = selected === undefined ? undefined : findNode(document, selected);
  if (node) {
    const ways = outletsOf(node)
      .filter((out) => out !== 'declined' || (node.kind === 'action' && declines(node.action)))
      .map((out): Way => ({ from: node.id, out }));
    const [main] = ways;
    if (!main) return null;
    // After a question whose yes is taken, its open no is meant; an action goes on from where it is done.
    return node.kind === 'condition' ? (ways.find((way) => !edgeAt(document, way)) ?? main) : main;
  }
  return lastLoose(document);
}

/** The end of the main path, where someone who builds from the top goes on. */
function lastLoose(document: Workflow): Way | null {
  const trigger = document.nodes.find((node) => node.kind === 'trigger');
  let at: Node | undefined = trigger;
  for (let left = document.nodes.length; at && left > 0; left -= 1) {
    const out = mainOutlet(at);
    if (out === null) return null;
    const way: Way = { from: at.id, out };
    const edge = edgeAt(document, way);
    if (!edge) return way;
    at = findNode(document, edge.to);
  }
  return null;
}

function newNode(
  document: Workflow,
  offer: Offer,
  seen: readonly EventTypeView[],
  changes: Change[],
): Node {
  switch (offer.kind) {
    case 'condition':
      return { id: freshNodeId(document, 'check'), kind: 'condition', conditions: { all: [] } };
    case 'table':
      return {
        id: freshNodeId(document, 'table'),
        kind: 'table',
        hit: 'first',
        inputs: [],
        outputs: ['points'],
        rows: [{ when: [], give: [0] }],
      };
    case 'split':
      return {
        id: freshNodeId(document, 'split'),
        kind: 'split',
        ways: [
          { out: 'a', percent: 50 },
          { out: 'b', percent: 50 },
        ],
      };
    case 'goal':
      return { id: freshNodeId(document, 'goal'), kind: 'goal', title: 'Goal' };
    case 'note':
      return { id: freshNodeId(document, 'note'), kind: 'note', title: 'Note' };
    case 'end':
      return { id: freshNodeId(document, 'end'), kind: 'end', title: 'End' };
    case 'trigger': {
      const first = document.roles[0];
      let from = first?.role;
      if (from === undefined) {
        from = freshRole(document, 'sender');
        changes.push({
          type: 'addRole',
          player: { role: from, title: 'Sender of events', partner: null },
        });
      }
      const known = seen.find((each) => each.partner === first?.partner) ?? seen[0];
      const event = known?.type ?? 'order.completed';
      return {
        id: freshNodeId(document, event.replaceAll('.', '-')),
        kind: 'trigger',
        event,
        from,
      };
    }
    case 'action': {
      const { action } = offer;
      const id = freshNodeId(document, action.title);
      return { id, kind: 'action', action: action.kind, params: firstParams(document, action) };
    }
    default:
      return offer satisfies never;
  }
}

/** What can be filled in without asking: the only partner, the only currency, a default. */
function firstParams(document: Workflow, action: ActionView): Record<string, Json> {
  const params: Record<string, Json> = {};
  const properties = action.schema['properties'];
  const required = action.schema['required'];
  if (typeof properties !== 'object' || properties === null) return params;
  const [role, ...otherRoles] = document.roles;
  const currencies = document.roles.flatMap((player) => player.suggestion?.currencies ?? []);
  for (const [name, property] of Object.entries(properties)) {
    if (typeof property !== 'object' || property === null) continue;
    if ('default' in property) params[name] = property.default;
    else if (!Array.isArray(required) || !required.includes(name)) continue;
    else if (property.input === 'partner' && role && otherRoles.length === 0)
      params[name] = { role: role.role };
    else if (property.input === 'currency' && currencies.length === 1 && currencies[0])
      params[name] = currencies[0].code;
    else if (Array.isArray(property.enum)) params[name] = property.enum[0];
  }
  return params;
}
