/**
 * Keeps the draft on the server, and a copy in this browser until the server has it.
 * I1. Whatever is typed is in the browser's copy within COPY_MS and on the server within SAVE_MS, however invalid it is.
 * I2. A draft that someone else changed is never overwritten silently: saving stops until the reader has chosen.
 */
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { DraftSaved, Workflow } from '@recipro/schema';
import { canonicalJson, Workflow as WorkflowSchema } from '@recipro/schema';
import { ApiError } from '../api.ts';
import type { Copies } from './copies.ts';
import type { SessionStore } from './session.ts';

/** From the first unsaved change to the request, so that typing makes one request and not twenty. */
const SAVE_MS = 900;
const COPY_MS = 150;
/** Between attempts while nothing answers. */
const RETRY_MS = 3000;

type Saving =
  | { readonly state: 'saved' | 'waiting' | 'saving' | 'offline' }
  | { readonly state: 'refused'; readonly reason: string }
  /** Someone else saved meanwhile; theirs is here. */
  | { readonly state: 'conflict'; readonly theirs: Workflow; readonly revision: number };

export type Saver = {
  readonly status: StoreApi<Saving>;
  readonly revision: () => number;
  /** Saves now what is not saved yet; true when the server has everything. */
  readonly flush: () => Promise<boolean>;
  /** Ends a conflict: mine is saved over theirs, or theirs replaces mine (which can be undone). */
  readonly keepMine: () => void;
  readonly loadTheirs: () => void;
  readonly stop: () => void;
};

export type SaverDeps = {
  readonly session: SessionStore;
  readonly revision: number;
  readonly put: (document: Workflow, revision: number) => Promise<DraftSaved>;
  readonly copies: Copies;
  readonly words: { readonly theirs: string; readonly restored: string };
};

export function startSaving(deps: SaverDeps): Saver {
  const { session, put, copies } = deps;
  const status = createStore<Saving>(() => ({ state: 'saved' }));
  let revision = deps.revision;
  let saved = session.getState().history.document;
  let running: Promise<void> | null = null;
  let saveTimer: ReturnType<typeof setTimeout> | null = null;
  let copyTimer: ReturnType<typeof setTimeout> | null = null;

  const current = () => session.getState().history.document;
  const keepCopy = () => {
    if (copyTimer !== null) clearTimeout(copyTimer);
    copyTimer = null;
    if (current() === saved) copies.remove();
    else copies.put({ revision, document: current() });
  };
  const later = (delayMs: number) => {
    saveTimer ??= setTimeout(() => {
      saveTimer = null;
      void save();
    }, delayMs);
  };

  async function attempt(): Promise<void> {
    const document = current();
    status.setState({ state: 'saving' }, true);
    try {
      const answer = await put(document, revision);
      revision = answer.revision;
      saved = document;
      session.diagnose(answer.diagnostics);
      keepCopy();
      status.setState({ state: current() === saved ? 'saved' : 'waiting' }, true);
      if (current() !== saved) later(SAVE_MS);
    } catch (error) {
      status.setState(failure(error), true);
      if (status.getState().state === 'offline') later(RETRY_MS);
    }
  }

  async function save(): Promise<void> {
    if (running) await running;
    if (current() === saved || status.getState().state === 'conflict') return;
    running = attempt().finally(() => {
      running = null;
    });
    await running;
  }

  const stopWatching = session.subscribe((state, before) => {
    if (state.history.document === before.history.document) return;
    copyTimer ??= setTimeout(keepCopy, COPY_MS);
    if (status.getState().state === 'conflict') return;
    if (status.getState().state === 'saved' || status.getState().state === 'refused')
      status.setState({ state: 'waiting' }, true);
    later(SAVE_MS);
  });
  restore();

  /** What a tab that was closed or killed had not saved comes back; over a newer draft only when the reader says so. */
  function restore(): void {
    const copy = copies.get();
    if (!copy) return;
    if (canonicalJson(copy.document) === canonicalJson(saved)) {
      copies.remove();
      return;
    }
    const theirs = saved;
    if (copy.revision !== revision) status.setState({ state: 'conflict', theirs, revision }, true);
    session.edit({ type: 'replace', document: copy.document, words: deps.words.restored });
  }

  return {
    status,
    revision: () => revision,
    flush: async () => {
      if (saveTimer !== null) clearTimeout(saveTimer);
      saveTimer = null;
      await save();
      return current() === saved;
    },
    keepMine: () => {
      const now = status.getState();
      if (now.state !== 'conflict') return;
      revision = now.revision;
      status.setState({ state: 'waiting' }, true);
      void save();
    },
    loadTheirs: () => {
      const now = status.getState();
      if (now.state !== 'conflict') return;
      revision = now.revision;
      session.edit({ type: 'replace', document: now.theirs, words: deps.words.theirs });
      saved = current();
      keepCopy();
      status.setState({ state: 'saved' }, true);
    },
    stop: () => {
      stopWatching();
      if (saveTimer !== null) clearTimeout(saveTimer);
      keepCopy();
      if (current() !== saved && status.getState().state !== 'conflict') void save();
    },
  };
}

function failure(error: unknown): Saving {
  if (!(error instanceof ApiError)) throw error;
  if (error.code === 'revision-changed') {
    const theirs = WorkflowSchema.safeParse(error.problem['document']);
    const revision = error.problem['revision'];
    if (theirs.success && typeof revision === 'number')
      return { state: 'conflict', theirs: theirs.data, revision };
  }
  const passing = error.status === 0 || error.status === 429 || error.status >= 500;
  return passing ? { state: 'offline' } : { state: 'refused', reason: error.message };
}
