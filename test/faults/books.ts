/**
 * The rows of a store as they stand, read by the same SQL from SQLite and PostgreSQL. Left out is what may differ between two honest
 * runs of the same events: row numbers, the clock of the machine, places in a chain that customers share, and what hangs on these.
 */
import { withLongLine } from '@recipro/server/storage/postgres/database.ts';
import { traceReader } from '@recipro/server/storage/sqlite/traces.ts';
import Database from 'better-sqlite3';
import { until } from '../patience.ts';

/** The shard of a process that died or sleeps is free again after some seconds, on a busy machine after some more. */
const STILL_MAX_MS = 90_000;

const TABLES = {
  customers: `SELECT c.id, i.partner, i.subject, c.shard FROM customers c JOIN identities i ON i.customer = c.no ORDER BY c.id`,
  events: `SELECT event_id, partner, type, occurred_at_ms, body FROM events ORDER BY event_id`,
  waiting: `SELECT e.event_id FROM waiting w JOIN events e ON e.seq = w.event ORDER BY w.seq`,
  quarantine: `SELECT e.event_id, q.reason FROM quarantine q JOIN events e ON e.seq = q.event ORDER BY e.event_id`,
  /** In the order in which they were made. */
  runs: `SELECT r.run_id, e.event_id, i.subject, r.workflow, r.version, r.at_ms, r.last_node, r.last_outcome,
      CASE WHEN r.declined THEN 1 ELSE 0 END AS declined, r.trace
    FROM runs r JOIN events e ON e.seq = r.event JOIN identities i ON i.customer = r.customer ORDER BY r.no`,
  steps: `SELECT i.subject, s.workflow, s.node, s.at_ms, r.run_id
    FROM steps_done s JOIN runs r ON r.no = s.run JOIN identities i ON i.customer = s.customer ORDER BY r.run_id, s.node`,
  transfers: `SELECT t.id, e.event_id, t.chain, t.kind, f.address AS from_address, g.address AS to_address, f.currency, t.amount_minor,
      t.reference, back.id AS reverses, t.available_at_ms, t.node, r.run_id, t.at_ms
    FROM transfers t JOIN accounts f ON f.no = t.from_account JOIN accounts g ON g.no = t.to_account
    JOIN runs r ON r.no = t.run JOIN events e ON e.seq = r.event LEFT JOIN transfers back ON back.no = t.reverses ORDER BY t.id`,
  postings: `SELECT t.id, a.address, a.currency, p.amount_minor, p.available_at_ms
    FROM postings p JOIN transfers t ON t.no = p.transfer JOIN accounts a ON a.no = p.account ORDER BY t.id, p.amount_minor`,
  accounts: `SELECT address, currency, balance_minor FROM accounts ORDER BY address, currency`,
  scores: `SELECT i.subject, s.name, s.value, s.updated_at_ms FROM scores s JOIN identities i ON i.customer = s.customer ORDER BY i.subject, s.name`,
  deliveries: `SELECT d.id, d.kind, d.recipient, d.type, d.body, d.status, r.run_id, e.event_id
    FROM deliveries d JOIN runs r ON r.no = d.run JOIN events e ON e.seq = r.event ORDER BY d.id`,
} as const;

type Table = keyof typeof TABLES;
/** Numbers as text, since the two stores hand them over differently. */
export type Row = Readonly<Record<string, string | null>>;
export type Books = Readonly<Record<Table, readonly Row[]>>;

/** A file of SQLite or an address of PostgreSQL. */
export type Where = { readonly file: string } | { readonly url: string };
type Raw = Readonly<Record<string, string | number | null>>;

export async function readBooks(where: Where): Promise<Books> {
  const tables = await reading(where, async (all) => {
    const found = new Map<string, readonly Row[]>();
    for (const [name, text] of Object.entries(TABLES))
      found.set(name, (await all(text)).map(plain));
    return found;
  });
  const table = (name: Table) => tables.get(name) ?? [];
  return {
    customers: table('customers'),
    events: table('events'),
    waiting: table('waiting'),
    quarantine: table('quarantine'),
    runs: table('runs'),
    steps: table('steps'),
    transfers: table('transfers'),
    postings: table('postings'),
    accounts: table('accounts'),
    scores: table('scores'),
    deliveries: table('deliveries'),
  };
}

export function countWaiting(where: Where): Promise<number> {
  return reading(where, waitingNow);
}

/** However slow the machine, something moves. */
export function nothingWaits(where: Where): Promise<void> {
  return reading(where, async (all) => {
    for (let waiting = await waitingNow(all); waiting > 0; waiting = await waitingNow(all)) {
      const before = waiting;
      const fewer = async () => (await waitingNow(all)) < before;
      await until(`fewer than ${before} events wait`, fewer, STILL_MAX_MS);
    }
  });
}

type All = (text: string) => Promise<readonly Raw[]>;

async function waitingNow(all: All): Promise<number> {
  const [row] = await all('SELECT count(*) AS waiting FROM waiting');
  return Number(row?.['waiting']);
}

async function reading<Result>(where: Where, work: (all: All) => Promise<Result>): Promise<Result> {
  if ('url' in where)
    return withLongLine(where.url, (client) =>
      work(async (text) => (await client.query<Raw>(text)).rows),
    );
  const file = new Database(where.file, { readonly: true });
  try {
    return await work(async (text) => withWholeTraces(file, file.prepare<[], Raw>(text).all()));
  } finally {
    file.close();
  }
}

function withWholeTraces(file: Database.Database, rows: readonly Raw[]): readonly Raw[] {
  const wholeTrace = traceReader(file);
  return rows.map((row) =>
    typeof row['trace'] === 'string'
      ? { ...row, trace: JSON.stringify(wholeTrace(row['trace'])) }
      : row,
  );
}

function plain(row: Raw): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
  );
}

/** Every row that one has and the other has not, in words. */
export function rowDifferences(expected: Books, found: Books): readonly string[] {
  return Object.keys(TABLES).flatMap((name) => {
    const [should, is] = [expected, found].map((books) =>
      (Object.entries(books).find(([table]) => table === name)?.[1] ?? []).map((row) =>
        JSON.stringify(row),
      ),
    );
    return multisetDifferences(name, should ?? [], is ?? []);
  });
}

export function multisetDifferences(
  what: string,
  expected: readonly string[],
  found: readonly string[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const each of expected) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) - 1);
  return [...counts].flatMap(([each, count]) => {
    if (count === 0) return [];
    return [`${count > 0 ? 'missing' : 'too much'}: ${Math.abs(count)} × ${what} ${each}`];
  });
}
