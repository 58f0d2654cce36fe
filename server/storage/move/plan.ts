/**
 * What is copied: read from the catalogs of both stores, so that a table or column of a later migration comes along
 * by itself, and one that has no place on the other side stops the move before it begins.
 * Rows are copied in the order of the primary key, so the last key says how far it is.
 */
import assert from 'node:assert/strict';

/** How a row is told from others; also where copying goes on. */
export type Key = readonly (string | number)[];
export type Value = string | number | boolean | Buffer | null;
export type Row = readonly Value[];

type Column = {
  readonly name: string;
  /** Of PostgreSQL. */
  readonly type: string;
  /** What SQLite is asked for. */
  readonly from: string;
};
export type Plan = {
  readonly table: string;
  readonly columns: readonly Column[];
  /** The places of the key among the columns. */
  readonly key: readonly number[];
};

export type TargetTable = {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly string[];
};
/** The columns of each table. */
export type SourceTables = ReadonlyMap<string, readonly string[]>;

/** What PostgreSQL keeps beside a row and SQLite finds in it. */
const DERIVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  events: { subject: `body ->> '$.subject'` },
  runs: { trace: 'whole_trace(trace)' },
};
/** What is counted and not copied row by row: see totals.ts. */
const COUNTED_IN_SOURCE = new Set(['counters', 'chains']);
/** What SQLite keeps in parts and PostgreSQL whole. */
const PARTS_IN_SOURCE = new Set(['trace_shapes', 'step_sets', 'step_set_nodes']);
const COUNTED_IN_TARGET = new Set([
  'counters',
  'revisions',
  'chains',
  'workflow_counts',
  'settled',
]);
/** Columns that go another way: counted in totals.ts, or seen through a view. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  runs: ['step_set'],
  workflows: ['runs', 'declined', 'last_run_at_ms'],
};
/** Each store's own. */
const OWN = new Set(['migrations', 'move_progress', 'move_later']);

export function planOf(source: SourceTables, target: readonly TargetTable[]): readonly Plan[] {
  const copied = target.filter(({ table }) => !COUNTED_IN_TARGET.has(table) && !OWN.has(table));
  for (const table of source.keys()) {
    const known = OWN.has(table) || COUNTED_IN_SOURCE.has(table) || PARTS_IN_SOURCE.has(table);
    assert(
      known || copied.some((each) => each.table === table),
      `SQLite's ${table} has no place in PostgreSQL`,
    );
  }
  return copied.map((table) => planFor(table, source.get(table.table)));
}

function planFor({ table, columns, key }: TargetTable, given: readonly string[] = []): Plan {
  assert(given.length > 0, `PostgreSQL's ${table} is not in SQLite`);
  assert(key.length > 0, `${table} has no primary key`);
  const derived = DERIVED[table] ?? {};
  for (const name of given) {
    const kept = columns.some((column) => column.name === name);
    assert(
      kept || ELSEWHERE[table]?.includes(name) === true,
      `SQLite's ${table}.${name} has no place in PostgreSQL`,
    );
  }
  const plan = columns.map(({ name, type }): Column => {
    const from = derived[name] ?? (given.includes(name) ? quoted(name) : null);
    assert(from !== null, `PostgreSQL's ${table}.${name} is not in SQLite`);
    return { name, type, from };
  });
  return {
    table,
    columns: plan,
    key: key.map((name) => plan.findIndex((column) => column.name === name)),
  };
}

export function keyOf({ key }: Plan, row: Row): Key {
  return key.map((place) => {
    const value = row[place];
    assert(typeof value === 'string' || typeof value === 'number');
    return value;
  });
}

/** Names come from the catalogs; some are words of SQL, such as `key`. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
