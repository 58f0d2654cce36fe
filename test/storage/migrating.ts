/** What tests of migrations need of a store: a new empty place, the ways to migrate it, and a look at what is in it. */
import Database from 'better-sqlite3';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLongLine } from '@recipro/server/storage/postgres/database.ts';
import * as inPostgres from '@recipro/server/storage/postgres/migrate.ts';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import * as inSqlite from '@recipro/server/storage/sqlite/migrate.ts';
import { FILE_NAME } from '@recipro/server/storage/sqlite/open.ts';
import { afterEach } from 'vitest';
import { postgresServer } from './postgres-adapter.ts';
import { rawClients, untilWaiting } from './raw-postgres.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

export type Migrating = {
  readonly name: string;
  readonly known: readonly Migration[];
  /** SQL of a migration that makes the table `later`. */
  readonly later: string;
  /** SQL in the middle of a migration at which it stops for good. */
  readonly stop: string;
  place(): Promise<string>;
  migrate(where: string, migrations: readonly Migration[]): Promise<void>;
  /** All that is in the schema. */
  schema(where: string): Promise<readonly unknown[]>;
  applied(where: string): Promise<readonly unknown[]>;
  /** Makes sure that a migration stops there, and gives a function that waits until it does. */
  stopping(where: string): Promise<(starter: ChildProcess) => Promise<void>>;
};

const nowMs = () => 1;

export function migratingSqlite(): Migrating {
  const made: string[] = [];
  afterEach(async () => {
    for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true });
  });
  function look(dir: string, sql: string): readonly unknown[] {
    const raw = new Database(join(dir, FILE_NAME), { readonly: true });
    const rows = raw.prepare(sql).raw().all();
    raw.close();
    return rows.flat();
  }
  return {
    name: 'SQLite',
    known: inSqlite.knownMigrations(),
    later: 'CREATE TABLE later (a ANY) STRICT',
    stop: 'SELECT stop_here()',
    async place() {
      const dir = await mkdtemp(join(tmpdir(), 'recipro-migrate-'));
      made.push(dir);
      return dir;
    },
    async migrate(dir, migrations) {
      const raw = connect(join(dir, FILE_NAME));
      try {
        inSqlite.migrate(raw, migrations, nowMs);
      } finally {
        raw.close();
      }
    },
    schema: async (dir) => look(dir, 'SELECT name, sql FROM sqlite_schema ORDER BY name'),
    applied: async (dir) => look(dir, 'SELECT name FROM migrations ORDER BY number'),
    stopping: async () => async (starter) => {
      if (starter.stdout === null) throw new Error('It speaks to us');
      await once(starter.stdout, 'data');
    },
  };
}

export function migratingPostgres(): Migrating {
  const server = postgresServer();
  const raw = rawClients();
  async function look(url: string, sql: string): Promise<readonly unknown[]> {
    const { rows } = await (await raw(url)).query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.flat();
  }
  return {
    name: 'PostgreSQL',
    known: inPostgres.knownMigrations(),
    later: 'CREATE TABLE later (a text)',
    stop: 'SELECT pg_advisory_xact_lock(1)',
    place: () => server().database(),
    migrate: (url, migrations) =>
      withLongLine(url, (client) => inPostgres.migrate(client, 'here', migrations, nowMs)),
    schema: (url) =>
      look(
        url,
        `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_schema = 'recipro' UNION ALL
         SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'recipro' UNION ALL
         SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '' FROM pg_trigger WHERE NOT tgisinternal
         ORDER BY 1, 2, 3`,
      ),
    applied: (url) => look(url, 'SELECT name FROM migrations ORDER BY number'),
    async stopping(url) {
      const client = await raw(url);
      await client.query('SELECT pg_advisory_lock(1)');
      return () => untilWaiting(client, 1);
    },
  };
}
