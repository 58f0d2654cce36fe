/**
 * The SQLite adapter of the storage port: opens the file, brings its schema up to date, and puts the verbs together.
 * `nowMs` is the clock that stamps messages and says what is pending in views; all other times come with the calls.
 */
import type Database from 'better-sqlite3';
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Storage } from '../storage.ts';
import { books } from './books.ts';
import { customerEvents } from './customer-events.ts';
import { customers } from './customers.ts';
import { connect, sqliteOver } from './database.ts';
import { deliveries } from './deliveries.ts';
import { duties } from './duties.ts';
import { evaluator } from './evaluate.ts';
import { withOurCode } from './failure.ts';
import { inbox } from './inbox.ts';
import { issue } from './issue.ts';
import { ledger } from './ledger.ts';
import { link } from './link.ts';
import { knownMigrations, migrate } from './migrate.ts';
import { assertNotMoved } from './moved.ts';
import { outbox } from './outbox.ts';
import { partners } from './partners.ts';
import { runPaths } from './run-paths.ts';
import { runRows } from './run-rows.ts';
import { runs } from './runs.ts';
import { sessions } from './sessions.ts';
import { traits } from './traits.ts';
import { verifier } from './verify.ts';
import { workflows } from './workflows.ts';

export const FILE_NAME = 'recipro.db';

export type SqliteOptions = ({ readonly path: string } | { readonly dir: string }) & {
  readonly nowMs?: () => number;
  readonly randomBytes?: (size: number) => Uint8Array;
};

/** `wrong-setting` where the store of this folder was moved elsewhere. */
export function openSqlite(options: SqliteOptions): Storage {
  const { nowMs = Date.now, randomBytes = systemRandomBytes } = options;
  const raw = connect(fileOf(options));
  try {
    // A move begins alone with the file, so with it open the answer stays true.
    if ('dir' in options) assertNotMoved(options.dir);
    migrate(raw, knownMigrations(), nowMs);
  } catch (error) {
    raw.close();
    throw withOurCode(error, raw.name);
  }
  return storageOver(raw, { nowMs, randomBytes });
}

/** The verbs over a connection that is open and up to date. */
export function storageOver(
  raw: Database.Database,
  { nowMs, randomBytes }: Required<Pick<SqliteOptions, 'nowMs' | 'randomBytes'>>,
): Storage {
  const sqlite = sqliteOver(raw, nowMs);
  const drivers = {
    ledger: ledger(raw),
    traits: traits(raw),
    issue: issue(sqlite, randomBytes),
    runs: runRows(raw),
  };
  return {
    ...inbox(sqlite),
    ...evaluator(sqlite, drivers),
    ...outbox(sqlite),
    ...duties(sqlite),
    ...partners(sqlite),
    ...workflows(sqlite),
    ...runs(sqlite),
    ...runPaths(sqlite),
    ...customers(sqlite),
    ...customerEvents(sqlite),
    ...link(sqlite),
    ...books(sqlite),
    ...deliveries(sqlite),
    ...verifier(sqlite),
    ...sessions(sqlite),
    close: async () => {
      raw.close();
    },
  };
}

/** The data is for its owner's eyes: a folder we make is closed to others. */
function fileOf(options: SqliteOptions): string {
  if ('path' in options) return options.path;
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  return join(options.dir, FILE_NAME);
}
