/** Saving the draft: what is typed is soon safe, nothing is overwritten silently, and a killed tab loses nothing. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftSaved, Workflow } from '@recipro/schema';
import { ApiError } from '@recipro/editor/src/api.ts';
import { browserCopies } from '@recipro/editor/src/session/copies.ts';
import { startSaving } from '@recipro/editor/src/session/saving.ts';
import { createSession } from '@recipro/editor/src/session/session.ts';
import { started } from './drawing.ts';

/** UX goal: at most this much work may be lost. */
const LOST_MAX_MS = 2000;

/** A server with one draft, which answers as the real one does: by revision, or not at all. */
function draftServer() {
  const server = {
    revision: 1,
    document: started,
    reachable: true,
    requests: 0,
    put: async (document: Workflow, revision: number): Promise<DraftSaved> => {
      server.requests += 1;
      if (!server.reachable) throw new ApiError(0, {});
      if (revision !== server.revision)
        throw new ApiError(412, {
          code: 'revision-changed',
          revision: server.revision,
          document: server.document,
        });
      server.document = document;
      server.revision += 1;
      return { revision: server.revision, diagnostics: [] };
    },
  };
  return server;
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

type Server = ReturnType<typeof draftServer>;

/** Opens the draft as a tab does: what the server has, and the copy that this browser kept. */
function tab(server: Server, storage: Storage) {
  const session = createSession({
    document: server.document,
    diagnostics: [],
    catalogue: new Map(),
    now: () => Date.now(),
  });
  const saver = startSaving({
    session,
    revision: server.revision,
    put: server.put,
    copies: browserCopies(storage, started.id),
    words: { theirs: 'take theirs', restored: 'restore' },
  });
  return { session, saver, name: () => session.getState().history.document.name };
}

const rename = (name: string) => ({ type: 'rename', name }) as const;

describe('saving a draft', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has what was typed on the server within two seconds, in one request for many keys', async () => {
    const server = draftServer();
    const { session, saver } = tab(server, memory());
    for (const name of ['P', 'Po', 'Poi', 'Points']) {
      session.edit(rename(name));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS - 400);
    expect(server.document.name).toBe('Points');
    expect(server.requests).toBe(1);
    expect(saver.status.getState().state).toBe('saved');
  });

  it('goes on typing while a save is under way and saves that too', async () => {
    const server = draftServer();
    const { session } = tab(server, memory());
    session.edit(rename('One'));
    vi.advanceTimersByTime(900);
    session.edit(rename('Two'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    expect(server.document.name).toBe('Two');
    expect(server.revision).toBe(3);
  });

  it('brings back in a new tab what a killed one had not saved', async () => {
    const server = draftServer();
    const storage = memory();
    server.reachable = false;
    tab(server, storage).session.edit(rename('Kept'));
    await vi.advanceTimersByTimeAsync(200);
    server.reachable = true;
    vi.clearAllTimers();
    const next = tab(server, storage);
    expect(next.name()).toBe('Kept');
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    expect(server.document.name).toBe('Kept');
    next.session.undo();
    expect(next.name()).toBe(started.name);
  });

  it('says that it is offline and saves as soon as the server answers again', async () => {
    const server = draftServer();
    const { session, saver } = tab(server, memory());
    server.reachable = false;
    session.edit(rename('Later'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    expect(saver.status.getState().state).toBe('offline');
    server.reachable = true;
    await vi.advanceTimersByTimeAsync(4000);
    expect(server.document.name).toBe('Later');
    expect(saver.status.getState().state).toBe('saved');
  });

  it('never overwrites what another tab saved before the reader has chosen', async () => {
    const server = draftServer();
    const first = tab(server, memory());
    const second = tab(server, memory());
    first.session.edit(rename('First'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    second.session.edit(rename('Second'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    second.session.edit(rename('Second again'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.document.name).toBe('First');
    expect(second.saver.status.getState().state).toBe('conflict');
    second.saver.keepMine();
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    expect(server.document.name).toBe('Second again');
  });

  it('takes the other version when asked to, and can undo that', async () => {
    const server = draftServer();
    const first = tab(server, memory());
    const second = tab(server, memory());
    first.session.edit(rename('First'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    second.session.edit(rename('Second'));
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    second.saver.loadTheirs();
    expect(second.name()).toBe('First');
    second.session.undo();
    await vi.advanceTimersByTimeAsync(LOST_MAX_MS);
    expect(server.document.name).toBe('Second');
  });

  it('asks, too, when a kept copy meets a draft that was changed since', () => {
    const server = draftServer();
    const storage = memory();
    browserCopies(storage, started.id).put({
      revision: 1,
      document: { ...started, name: 'Mine' },
    });
    server.revision = 2;
    server.document = { ...started, name: 'Theirs' };
    const { saver, name } = tab(server, storage);
    expect(name()).toBe('Mine');
    expect(saver.status.getState().state).toBe('conflict');
    expect(server.document.name).toBe('Theirs');
  });

  it('opens without a copy that cannot be read', () => {
    const storage = memory();
    storage.setItem(`recipro.draft.${started.id}`, '{"revision":1,"document":{"id":"');
    expect(tab(draftServer(), storage).name()).toBe(started.name);
  });
});
