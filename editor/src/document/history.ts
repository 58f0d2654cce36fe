/**
 * One history for everything that is edited: graph, forms and conditions. A list of whole documents, which share all that did not change.
 * I1. Undo then redo gives back the very same document. I2. A change that changes nothing leaves no trace.
 * I3. Changes of one thing within JOIN_MS of each other are one step, so that a word typed is undone at once.
 */
import type { Workflow } from '@recipro/schema';
import { changeWords, joinKey } from './change.ts';
import type { Change } from './change.ts';
import { edit } from './edit.ts';

/** Typing pauses shorter than this do not begin a new step. */
const JOIN_MS = 500;
/** Far more than anyone goes back; documents share structure, so each costs little. */
const HISTORY_MAX = 200;

type Moment = {
  /** The document on the other side of this step. */
  readonly document: Workflow;
  readonly words: string;
};

export type History = {
  readonly document: Workflow;
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** What the last change was about, and when, so that the next can join it. */
  readonly last: { readonly key: string | null; readonly atMs: number };
};

const NOTHING = { key: null, atMs: 0 };

export function startHistory(document: Workflow): History {
  return { document, past: [], future: [], last: NOTHING };
}

export function apply(
  history: History,
  change: Change,
  nowMs: number,
  actionTitle: (kind: string) => string | undefined,
): History {
  const document = edit(history.document, change);
  if (document === history.document) return history;
  const key = joinKey(change);
  const joins =
    key !== null &&
    key === history.last.key &&
    nowMs - history.last.atMs < JOIN_MS &&
    history.past.length > 0;
  const moment = {
    document: history.document,
    words: changeWords(history.document, change, actionTitle),
  };
  return {
    document,
    past: joins ? history.past : [...history.past, moment].slice(-HISTORY_MAX),
    future: [],
    last: { key, atMs: nowMs },
  };
}

export function undo(history: History): History {
  const moment = history.past.at(-1);
  if (!moment) return history;
  return {
    document: moment.document,
    past: history.past.slice(0, -1),
    future: [...history.future, { document: history.document, words: moment.words }],
    last: NOTHING,
  };
}

export function redo(history: History): History {
  const moment = history.future.at(-1);
  if (!moment) return history;
  return {
    document: moment.document,
    past: [...history.past, { document: history.document, words: moment.words }],
    future: history.future.slice(0, -1),
    last: NOTHING,
  };
}
