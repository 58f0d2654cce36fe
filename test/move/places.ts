/** Where stores are moved from and to in tests: folders with a filled SQLite store, databases on a PostgreSQL server of the test file's own. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { move } from '@recipro/server/storage/move/move.ts';
import type { Moved, MoveProgress } from '@recipro/server/storage/move/move.ts';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres } from '../postgres.ts';
import type { PostgresServer } from '../postgres.ts';
import { fillStore } from './filled-store.ts';

export type Places = {
  readonly server: () => PostgresServer;
  /** A copy of the filled store. */
  readonly folder: () => Promise<string>;
  readonly database: () => Promise<string>;
};

/** Called where tests are declared. */
export function places(rides?: number): Places {
  let root = '';
  let server: PostgresServer | null = null;
  let copies = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'recipro-move-'));
    server = await startPostgres();
    await fillStore(join(root, 'filled'), rides);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(root, { recursive: true, force: true });
  });
  const running = () => {
    if (server === null) throw new Error('The server starts before the first test');
    return server;
  };
  return {
    server: running,
    database: () => running().database(),
    async folder() {
      copies += 1;
      const dir = join(root, `copy-${copies}`);
      await cp(join(root, 'filled'), dir, { recursive: true });
      return dir;
    },
  };
}

let moves = 0;

export function moving(
  dir: string,
  url: string,
  {
    batchRows = 1_000,
    tell = () => {},
  }: { batchRows?: number; tell?: (progress: MoveProgress) => void } = {},
): Promise<Moved> {
  moves += 1;
  const id = `test${moves}`;
  return move({ nowMs: Date.now, newId: () => id, tell }, { dir, url, batchRows });
}
