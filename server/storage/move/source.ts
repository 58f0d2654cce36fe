/**
 * The SQLite store that is moved, held alone from beginning to end: no server and no command can have it open, so it is at one moment all
 * the time. The lock is the system's and goes with the process, however that ends.
 */
import type Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyResult } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import { connect } from '../sqlite/database.ts';
import { withOurCode } from '../sqlite/failure.ts';
import { knownMigrations, migrate } from '../sqlite/migrate.ts';
import { FILE_NAME } from '../sqlite/open.ts';
import { traceReader } from '../sqlite/traces.ts';
import { verifyAll } from '../sqlite/verify-file.ts';
import { keyOf, quoted } from './plan.ts';
import type { Key, Plan, Row, SourceTables, Value } from './plan.ts';
import type { Totals } from './totals.ts';

export type Batch = {
  readonly rows: readonly Row[];
  /** The key of the last row; null where there are no more rows. */
  readonly last: Key | null;
};

export type Source = {
  readonly file: string;
  verify(): VerifyResult;
  tables(): SourceTables;
  count(table: string): number;
  /** The rows after this key, in its order: at most so many, and no more than fit in memory well. */
  batch(plan: Plan, after: Key | null, rowsMax: number): Batch;
  totals(): Totals;
  close(): void;
};

/** A batch ends with the row that reaches this; bodies and traces can be large. */
const BATCH_BYTES = 8 * 1024 * 1024;

/** `not-found`; `storage-busy` where somebody else has it open. */
export function openSource(dir: string, nowMs: () => number): Source {
  const file = join(dir, FILE_NAME);
  if (!existsSync(file))
    throw new AppError('not-found', `There is no store in ${dir}. DATA_DIR says where it is.`);
  const raw = openAlone(file);
  try {
    migrate(raw, knownMigrations(), nowMs);
    const wholeTrace = traceReader(raw);
    raw.function('whole_trace', (text: string) => JSON.stringify(wholeTrace(text)));
    return sourceOver(raw);
  } catch (error) {
    raw.close();
    throw withOurCode(error, file);
  }
}

function openAlone(file: string): Database.Database {
  try {
    return connect(file, { alone: true });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'storage-busy') throw error;
    throw new AppError(
      'storage-busy',
      `${file} is in use. Stop every server and command that works on it, then move it.`,
      { cause: error },
    );
  }
}

function sourceOver(raw: Database.Database): Source {
  const answer = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw withOurCode(error, raw.name);
    }
  };
  return {
    file: raw.name,
    verify: () => answer(() => verifyAll(raw)),
    tables: () => answer(() => tablesOf(raw)),
    count: (table) =>
      answer(
        () =>
          raw
            .prepare<[], number>(`SELECT count(*) FROM ${quoted(table)}`)
            .pluck()
            .get() ?? 0,
      ),
    batch: (plan, after, rowsMax) => answer(() => batchOf(raw, plan, after, rowsMax)),
    totals: () => answer(() => totalsOf(raw)),
    close: () => void raw.close(),
  };
}

function tablesOf(raw: Database.Database): SourceTables {
  const rows = raw
    .prepare<[], { table: string; column: string }>(
      `SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list t, pragma_table_xinfo(t.name) c
       WHERE t.schema = 'main' AND t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all();
  const groups = Map.groupBy(rows, ({ table }) => table);
  return new Map([...groups].map(([table, found]) => [table, found.map(({ column }) => column)]));
}

function batchOf(raw: Database.Database, plan: Plan, after: Key | null, rowsMax: number): Batch {
  const key = plan.key.map((place) => plan.columns[place]?.from);
  // The first of the key also by itself: through a view, SQLite finds its place by no more than that.
  const more =
    after === null
      ? ''
      : `WHERE ${key[0]} >= ? AND (${key.join()}) > (${after.map(() => '?').join()})`;
  const statement = raw
    .prepare<unknown[], Value[]>(
      `SELECT ${plan.columns.map(({ from }) => from).join()} FROM ${quoted(plan.table)} ${more} ORDER BY ${key.join()} LIMIT ?`,
    )
    .raw();
  const truths = plan.columns.flatMap(({ type }, place) => (type === 'boolean' ? [place] : []));
  const rows: Row[] = [];
  let bytes = 0;
  for (const row of statement.iterate(...(after ?? []).slice(0, 1), ...(after ?? []), rowsMax)) {
    for (const place of truths) row[place] = row[place] === null ? null : row[place] === 1;
    for (const value of row)
      if (typeof value === 'string' || Buffer.isBuffer(value)) bytes += value.length;
    rows.push(row);
    if (bytes >= BATCH_BYTES) break;
  }
  const end = rows.at(-1);
  return { rows, last: end === undefined ? null : keyOf(plan, end) };
}

function totalsOf(raw: Database.Database): Totals {
  const counters = raw
    .prepare<[], Totals['counters']>(
      'SELECT seq, revision, events, runs, quarantines, deliveries FROM counters',
    )
    .get();
  if (counters === undefined) throw new Error('The row of counters is gone');
  return {
    counters,
    chains: raw
      .prepare<[], Totals['chains'][number]>(
        'SELECT chain, length, head FROM chains WHERE length > 0 ORDER BY chain',
      )
      .all(),
    workflows: raw
      .prepare<[], Totals['workflows'][number]>(
        'SELECT id, runs, declined, last_run_at_ms AS lastRunAtMs FROM workflows WHERE runs > 0 ORDER BY id',
      )
      .all(),
  };
}
