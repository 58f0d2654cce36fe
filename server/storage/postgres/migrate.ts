/**
 * Brings a database to the schema that this program knows, forwards only.
 * M1. Each migration is one transaction together with the row that says it was done: killed in the middle, it never was.
 * M2. Two programs may start at once: an advisory lock is taken before looking, so each migration runs once.
 * M3. An applied migration never changes: its checksum is compared at every start.
 * M4. A database that a newer program has migrated, or whose schema is not ours, is refused untouched.
 */
import type { ClientBase } from 'pg';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../../errors.ts';
import { MOVING_SCHEMA, SCHEMA } from './database.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };
type Applied = { readonly number: number; readonly name: string; readonly checksum: string };

/** Any number that only we use; it is the same in every version of this program. */
const LOCK_KEY = 1_380_013_392;
/** Another starter may be at work on a large database. */
const WAIT_MS = 10 * 60_000;
const FOLDER = new URL('./migrations/', import.meta.url);

/** The migrations that lie beside this file, in order. */
export function knownMigrations(): readonly Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => ({
      number: Number(file.slice(0, 4)),
      name: file,
      sql: readFileSync(new URL(file, FOLDER), 'utf8'),
    }));
}

export async function migrate(
  client: ClientBase,
  place: string,
  migrations: readonly Migration[],
  nowMs: () => number,
): Promise<void> {
  await prepare(client, place);
  await applyAll(client, place, migrations, nowMs);
}

/** In the schema that the connection looks in, which holds at least the table of migrations. */
export async function applyAll(
  client: ClientBase,
  place: string,
  migrations: readonly Migration[],
  nowMs: () => number,
): Promise<void> {
  for (const migration of migrations) {
    await locked(client, async () => {
      await assertUnchanged(client, place, migrations);
      const done = await client.query('SELECT 1 FROM migrations WHERE number = $1', [
        migration.number,
      ]);
      if (done.rowCount !== 0) return;
      await client.query(migration.sql);
      await client.query('INSERT INTO migrations VALUES ($1, $2, $3, $4)', [
        migration.number,
        migration.name,
        checksumOf(migration),
        nowMs(),
      ]);
    });
  }
}

/** Makes the schema with the table of migrations, or makes sure that the one that is there is ours. */
async function prepare(client: ClientBase, place: string): Promise<void> {
  await locked(client, async () => {
    const moving = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [
      MOVING_SCHEMA,
    ]);
    if (moving.rowCount !== 0)
      throw new AppError(
        'storage-failed',
        `${place}: a store is being moved here and is not whole yet. Run the same "recipro move" again: it goes on where it stopped.`,
      );
    const { rows } = await client.query<{ name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1',
      [SCHEMA],
    );
    if (rows.some(({ name }) => name === 'migrations')) return;
    if (rows.length > 0)
      throw new AppError(
        'storage-failed',
        `${place}: its schema "${SCHEMA}" belongs to another program. Choose another database.`,
      );
    await createSchema(client, SCHEMA);
  });
}

export async function createSchema(client: ClientBase, schema: string): Promise<void> {
  const there = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  // Whoever may not make schemas can be given an empty one.
  if (there.rowCount === 0) await client.query(`CREATE SCHEMA ${schema}`);
  await client.query(
    `CREATE TABLE ${schema}.migrations (
       number int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at_ms bigint NOT NULL
     )`,
  );
}

/** One transaction, with nobody else at the schemas of this database. */
export async function locked(client: ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query(`BEGIN; SET LOCAL lock_timeout = ${WAIT_MS}`);
  try {
    await client.query({
      text: 'SELECT pg_advisory_xact_lock($1)',
      values: [LOCK_KEY],
    });
    await work();
    await client.query('COMMIT');
  } catch (error) {
    // Of a connection that is lost, the server undoes the rest by itself.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function checksumOf(migration: Migration): string {
  return hash('sha256', migration.sql, 'hex');
}

async function assertUnchanged(
  client: ClientBase,
  place: string,
  migrations: readonly Migration[],
): Promise<void> {
  const { rows } = await client.query<Applied>(
    'SELECT number, name, checksum FROM migrations ORDER BY number',
  );
  for (const row of rows) {
    const known = migrations.find((migration) => migration.number === row.number);
    if (known === undefined) {
      throw new AppError(
        'storage-failed',
        `${place} was written by a newer program (it has ${row.name}). Start that version, or a newer one.`,
      );
    }
    if (checksumOf(known) !== row.checksum) {
      throw new AppError(
        'storage-failed',
        `${row.name} is not the text that was applied to ${place}. Restore the file as released; changes come as new migrations.`,
      );
    }
  }
}
