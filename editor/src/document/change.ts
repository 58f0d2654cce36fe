/**
 * An edit as a value. The reducer in edit.ts folds it into the document; the words here name it in the history
 * ("Undo: delete Send offer"). A change says what is wanted; what else must follow (wires, places) is the reducer's matter.
 */
import type { Case, Condition, Json, Node, RolePlayer, Workflow } from '@recipro/schema';
import { findNode, stepTitle } from './steps.ts';
import type { Way } from './steps.ts';

export type Place = { readonly x: number; readonly y: number };

export type Change =
  /** A new step: in a wire or after a loose way out when `after` is given, else free-standing. */
  | { readonly type: 'insertStep'; readonly node: Node; readonly after: Way | null }
  | { readonly type: 'deleteSteps'; readonly ids: readonly string[] }
  /** Puts steps somewhere on the canvas by hand. */
  | { readonly type: 'placeSteps'; readonly places: Readonly<Record<string, Place>> }
  /** Forgets places set by hand, so that the layout decides. */
  | { readonly type: 'tidy' }
  /** One place earlier or later on its path. */
  | { readonly type: 'moveStep'; readonly id: string; readonly direction: 'up' | 'down' }
  | { readonly type: 'connect'; readonly way: Way; readonly to: string }
  | { readonly type: 'disconnect'; readonly way: Way }
  | { readonly type: 'setTitle'; readonly id: string; readonly title: string }
  | { readonly type: 'setNote'; readonly id: string; readonly note: string }
  | {
      readonly type: 'setTrigger';
      readonly id: string;
      readonly event?: string;
      readonly from?: string;
    }
  | {
      readonly type: 'setParams';
      readonly id: string;
      readonly params: Readonly<Record<string, Json>>;
    }
  | { readonly type: 'setConditions'; readonly id: string; readonly conditions: Condition }
  /** The step with other settings of its own kind; wires of ways that it no longer has go. */
  | { readonly type: 'setStep'; readonly node: Node }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'describe'; readonly description: string }
  | { readonly type: 'addRole'; readonly player: RolePlayer }
  | {
      readonly type: 'setRole';
      readonly role: string;
      readonly title?: string;
      readonly partner?: string | null;
    }
  | { readonly type: 'removeRole'; readonly role: string }
  /** Replaces the case at `index`, or adds it at the end. */
  | { readonly type: 'putCase'; readonly index: number; readonly case: Case }
  | { readonly type: 'removeCase'; readonly index: number }
  /** Several changes as one step of the history, with its own words. */
  | { readonly type: 'together'; readonly words: string; readonly changes: readonly Change[] }
  /** Takes a whole other document, such as the one that a colleague saved. */
  | { readonly type: 'replace'; readonly document: Workflow; readonly words: string };

/** What a change does, in words that follow "Undo:". */
export function changeWords(
  document: Workflow,
  change: Change,
  actionTitle: (kind: string) => string | undefined,
): string {
  const name = (id: string) => {
    const node = findNode(document, id);
    return node ? stepTitle(node, actionTitle) : id;
  };
  switch (change.type) {
    case 'insertStep':
      return `add ${stepTitle(change.node, actionTitle)}`;
    case 'deleteSteps': {
      const [first] = change.ids;
      return change.ids.length === 1 && first !== undefined
        ? `delete ${name(first)}`
        : `delete ${change.ids.length} steps`;
    }
    case 'placeSteps': {
      const ids = Object.keys(change.places);
      return ids.length === 1 ? `move ${name(ids[0] ?? '')}` : `move ${ids.length} steps`;
    }
    case 'tidy':
      return 'tidy up';
    case 'moveStep':
      return `move ${name(change.id)} ${change.direction}`;
    case 'connect':
      return `connect ${name(change.way.from)} to ${name(change.to)}`;
    case 'disconnect':
      return `disconnect ${name(change.way.from)}`;
    case 'setTitle':
      return `rename ${name(change.id)}`;
    case 'setNote':
      return `note on ${name(change.id)}`;
    case 'setTrigger':
    case 'setParams':
      return `change ${name(change.id)}`;
    case 'setStep':
      return `change ${name(change.node.id)}`;
    case 'setConditions':
      return `change conditions of ${name(change.id)}`;
    case 'rename':
      return 'rename workflow';
    case 'describe':
      return 'change description';
    case 'addRole':
      return `add ${change.player.title}`;
    case 'setRole':
    case 'removeRole': {
      const title = document.roles.find((player) => player.role === change.role)?.title;
      return `${change.type === 'setRole' ? 'change' : 'remove'} ${title ?? change.role}`;
    }
    case 'putCase':
      return `change case ${change.case.title}`;
    case 'removeCase':
      return 'remove case';
    case 'together':
    case 'replace':
      return change.words;
    default:
      return change satisfies never;
  }
}

/** Changes with the same key that follow each other quickly are one step of the history; null never joins. */
export function joinKey(change: Change): string | null {
  switch (change.type) {
    case 'setTitle':
    case 'setNote':
    case 'setParams':
    case 'setConditions':
      return `${change.type}:${change.id}`;
    case 'setStep':
      return `${change.type}:${change.node.id}`;
    case 'setTrigger':
      return `${change.type}:${change.id}:${Object.keys(change).join()}`;
    case 'placeSteps':
      return `placeSteps:${Object.keys(change.places).toSorted().join()}`;
    case 'setRole':
      return `setRole:${change.role}`;
    case 'putCase':
      return `putCase:${change.index}`;
    case 'rename':
    case 'describe':
      return change.type;
    default:
      return null;
  }
}
