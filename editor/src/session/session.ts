/**
 * One open workflow: its history, what is selected, where a step is about to be added, and what the test bench last saw.
 * Everything on the page reads from here and changes the document only through `edit`, so undo covers all of it.
 */
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ActionView, Diagnostic, TraceStep, Workflow } from '@recipro/schema';
import { apply, findNode, graph, redo, startHistory, undo } from '../document/index.ts';
import type { Counts } from './flow.ts';
import type { Change, Graph, History, Place, Way } from '../document/index.ts';

/** The path that the chosen case took: its steps, and the wires between them. */
export type Lit = {
  readonly steps: ReadonlyMap<string, TraceStep>;
  readonly wires: ReadonlySet<string>;
};

/** Where the menu of steps is open, and what a chosen step follows. */
type Adding = {
  readonly way: Way | null;
  /** Where on the screen the menu opens. */
  readonly at: Place;
  /** Where on the canvas a free-standing step goes. */
  readonly place?: Place;
};

export type Catalogue = ReadonlyMap<string, ActionView>;

export type Session = {
  readonly history: History;
  /** The document as cards and wires. */
  readonly graph: Graph;
  readonly catalogue: Catalogue;
  readonly selection: readonly string[];
  readonly adding: Adding | null;
  readonly lit: Lit | null;
  /** What the live version's runs did; null while that is hidden or nothing is live. */
  readonly counts: Counts | null;
  readonly diagnostics: readonly Diagnostic[];
  /** A short sentence that passes, such as why a wire was refused. */
  readonly said: { readonly text: string; readonly count: number };
};

export type SessionStore = StoreApi<Session> & SessionActions;

type SessionActions = {
  readonly edit: (change: Change) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly select: (ids: readonly string[]) => void;
  readonly add: (adding: Adding | null) => void;
  readonly light: (lit: Lit | null) => void;
  readonly count: (counts: Counts | null) => void;
  readonly diagnose: (diagnostics: readonly Diagnostic[]) => void;
  readonly say: (text: string) => void;
};

type Given = {
  readonly document: Workflow;
  readonly diagnostics: readonly Diagnostic[];
  readonly catalogue: Catalogue;
  readonly now: () => number;
};

export function createSession({ document, diagnostics, catalogue, now }: Given): SessionStore {
  const declines = (action: string) => catalogue.get(action)?.declines ?? false;
  const store = createStore<Session>(() => ({
    history: startHistory(document),
    graph: graph(document, declines),
    catalogue,
    selection: [],
    adding: null,
    lit: null,
    counts: null,
    diagnostics,
    said: { text: '', count: 0 },
  }));
  const actionTitle = (kind: string) => catalogue.get(kind)?.title;
  const become = (history: History, tidy = false) => {
    const { history: before, selection } = store.getState();
    if (history === before && !tidy) return;
    const left = selection.filter((id) => findNode(history.document, id));
    store.setState({
      history,
      graph: graph(history.document, declines, store.getState().graph, tidy),
      ...(left.length < selection.length ? { selection: left } : {}),
    });
  };
  return Object.assign(store, {
    edit: (change: Change) =>
      become(apply(store.getState().history, change, now(), actionTitle), change.type === 'tidy'),
    undo: () => become(undo(store.getState().history)),
    redo: () => become(redo(store.getState().history)),
    select: (selection: readonly string[]) => {
      const before = store.getState().selection;
      const same =
        before.length === selection.length && before.every((id, index) => id === selection[index]);
      if (!same) store.setState({ selection });
    },
    add: (adding: Adding | null) => store.setState({ adding }),
    light: (lit: Lit | null) => store.setState({ lit }),
    count: (counts: Counts | null) => store.setState({ counts }),
    diagnose: (list: readonly Diagnostic[]) => store.setState({ diagnostics: list }),
    say: (text: string) =>
      store.setState(({ said }) => ({ said: { text, count: said.count + 1 } })),
  });
}
