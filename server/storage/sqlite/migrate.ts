/**
 * Brings a file to the schema that this program knows, forwards only.
 * M1. Each migration is one transaction together with the row that says it was done: killed in the middle, it never was.
 * M2. Two programs may start at once: the lock is taken before looking, so each migration runs once.
 * M3. An applied migration never changes: its checksum is compared at every start.
 * M4. A file that a newer program has migrated, or that is not ours, is refused untouched.
 */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '../../errors.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

/** Set by the first migration; says that a file is ours. */
const APPLICATION_ID = 1_380_013_392;
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

export function migrate(
  raw: Database.Database,
  migrations: readonly Migration[],
  nowMs: () => number,
): void {
  assertOurs(raw);
  raw
    .transaction(() =>
      raw.exec(
        `CREATE TABLE IF NOT EXISTS migrations (
          number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms INTEGER NOT NULL
        ) STRICT`,
      ),
    )
    .immediate();
  for (const migration of migrations) {
    raw
      .transaction(() => {
        assertUnchanged(raw, migrations);
        const done = raw.prepare('SELECT 1 FROM migrations WHERE number = ?').get(migration.number);
        if (done !== undefined) return;
        raw.exec(migration.sql);
        raw
          .prepare('INSERT INTO migrations VALUES (?, ?, ?, ?)')
          .run(migration.number, migration.name, checksumOf(migration), nowMs());
      })
      .immediate();
  }
}

function checksumOf(migration: Migration): string {
  return hash('sha256', migration.sql, 'hex');
}

function assertOurs(raw: Database.Database): void {
  const id = raw.pragma('application_id', { simple: true });
  const tables = raw
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all();
  const fresh = id === 0 && tables.every((name) => name === 'migrations');
  if (id === APPLICATION_ID || fresh) return;
  throw new AppError(
    'storage-failed',
    `${raw.name} is a database of another program. Choose another place for the data.`,
  );
}

function assertUnchanged(raw: Database.Database, migrations: readonly Migration[]): void {
  const applied = raw
    .prepare<[], { number: number; name: string; checksum: string }>(
      'SELECT number, name, checksum FROM migrations ORDER BY number',
    )
    .all();
  for (const row of applied) {
    const known = migrations.find((migration) => migration.number === row.number);
    if (known === undefined) {
      throw new AppError(
        'storage-failed',
        `${raw.name} was written by a newer program (it has ${row.name}). Start that version, or a newer one.`,
      );
    }
    if (checksumOf(known) !== row.checksum) {
      throw new AppError(
        'storage-failed',
        `${row.name} is not the text that was applied to ${raw.name}. Restore the file as released; changes come as new migrations.`,
      );
    }
  }
}
