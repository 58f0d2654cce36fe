/** PostgreSQL as the contract suite meets it: a database of its own on a server that the test file starts. */
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { afterAll, beforeAll } from 'vitest';
import { startPostgres } from '../postgres.ts';
import type { PostgresServer } from '../postgres.ts';
import type { Adapter } from './adapter.ts';

/** Starts a server before all tests of the file or group, and stops it after them. */
export function postgresServer(
  settings: Readonly<Record<string, string>> = {},
): () => PostgresServer {
  let server: PostgresServer | null = null;
  beforeAll(async () => {
    server = await startPostgres(settings);
  });
  afterAll(() => server?.stop());
  return () => {
    if (server === null) throw new Error('The server starts before the first test');
    return server;
  };
}

/** Called where tests are declared: the server is there for them and goes with them, and so do their databases. */
export function postgres(): Adapter {
  const server = postgresServer();
  let migrated: Promise<string> | null = null;
  async function template(): Promise<string> {
    const url = await server().database();
    await (await openPostgres({ url })).close();
    return url;
  }
  return {
    name: 'PostgreSQL',
    async place(nowMs) {
      migrated ??= template();
      const url = await server().database(await migrated);
      return { where: url, open: () => openPostgres({ url, nowMs }), remove: async () => {} };
    },
  };
}
