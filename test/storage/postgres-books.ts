/** The books in PostgreSQL databases, each a copy of one that was filled once. */
import { Client } from 'pg';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { verifier } from '@recipro/server/storage/postgres/verify.ts';
import { fill } from './books.ts';
import type { Books, BooksCopy } from './books.ts';
import { postgresServer } from './postgres-adapter.ts';
import { START_MS } from './story.ts';

/** Called where tests are declared; the databases go with their server when the tests are over. */
export function postgresBooks(): Books {
  const server = postgresServer();
  let filled: Promise<string> | null = null;

  async function filledDatabase(): Promise<string> {
    const url = await server().database();
    const storage = await openPostgres({ url, nowMs: () => START_MS });
    await fill(storage);
    await storage.close();
    return url;
  }

  return {
    name: 'PostgreSQL',
    async copy() {
      filled ??= filledDatabase();
      return copyIn(await server().database(await filled));
    },
    columns: (table) =>
      `SELECT column_name AS name, CASE data_type WHEN 'text' THEN '''x''' WHEN 'bytea' THEN 'decode(repeat(''00'', 32), ''hex'')'
         ELSE '987654' END AS other
       FROM information_schema.columns WHERE table_schema = 'recipro' AND table_name = '${table}'`,
    zeros: `decode(repeat('00', 32), 'hex')`,
    removals: (table) => [`TRUNCATE ${table} CASCADE`, 'TRUNCATE events CASCADE'],
  };
}

function copyIn(url: string): BooksCopy {
  async function query(sql: string, role: 'origin' | 'replica') {
    const options = `-c search_path=recipro -c session_replication_role=${role}`;
    const client = new Client({ connectionString: url, options });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  }

  return {
    // The role of a replica fires no triggers, and foreign keys are triggers.
    tamper: async (sql) => void (await query(sql, 'replica')),
    run: async (sql) => void (await query(sql, 'origin')),
    rows: async (sql) => (await query(sql, 'origin')).rows,
    verify: () => verifier(url).verify(),
  };
}
