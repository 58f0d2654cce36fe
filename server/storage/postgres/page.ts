/**
 * Lists, newest first, a page at a time. A cursor is the number of the last row that was looked at, so new rows never shift a page.
 * A filter without an index looks at a bounded stretch of rows; a page can then be short, or empty, and still have a next one.
 */
import { and, gte, lt, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ListQuery, Page } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

/** About a tenth of a second of looking. */
export const SCAN_ROWS_MAX = 20_000;

/** The stretch of rows to look at: from `from` up to but without `below`. */
export type Scan = { readonly below: number; readonly from: number };

type Last = { readonly last: number | null };
const lastNumbers = {
  accounts: statement<[], Last>('SELECT max(no) AS last FROM accounts'),
  customers: statement<[], Last>('SELECT max(no) AS last FROM customers'),
  deliveries: statement<[], Last>('SELECT max(no) AS last FROM deliveries'),
  events: statement<[], Last>('SELECT max(seq) AS last FROM events'),
  runs: statement<[], Last>('SELECT max(no) AS last FROM runs'),
  transfers: statement<[], Last>('SELECT max(no) AS last FROM transfers'),
};

/** The number of the newest row; 0 where there is none. */
export async function lastNumber(tx: Tx, table: keyof typeof lastNumbers): Promise<number> {
  return (await tx.get(lastNumbers[table]))?.last ?? 0;
}

export function scanOf(query: ListQuery, last: number, bounded: boolean): Scan {
  const below = query.cursor === undefined ? last + 1 : numberOf(query.cursor);
  return { below, from: bounded ? Math.max(1, below - SCAN_ROWS_MAX) : 1 };
}

export function within(column: PgColumn, { below, from }: Scan): SQL | undefined {
  return and(lt(column, below), gte(column, from));
}

/** `rows` holds one more than the limit where there are more. */
export function pageOf<Row extends { readonly no: number }, Item>(
  rows: readonly Row[],
  query: ListQuery,
  scan: Scan,
  view: (row: Omit<Row, 'no'>, no: number) => Item,
): Page<Item> {
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  let next: number | null = null;
  if (rows.length > query.limit && last !== undefined) next = last.no;
  else if (scan.from > 1) next = scan.from;
  return {
    items: shown.map((row) => view(withoutNo(row), row.no)),
    nextCursor: next === null ? null : String(next),
  };
}

/** A row as others may see it: its number is our own affair. */
export function withoutNo<Row extends { readonly no: number }>(row: Row): Omit<Row, 'no'> {
  const { no, ...rest } = row;
  void no;
  return rest;
}

/** Whether any of these contains the text, in any case. */
export function contains(text: string, columns: readonly (PgColumn | SQL)[]): SQL | undefined {
  return or(
    ...columns.map(
      (column) => sql`strpos(lower((${column}) COLLATE "C"), lower(${text}::text COLLATE "C")) > 0`,
    ),
  );
}

function numberOf(cursor: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(cursor)) return Number(cursor);
  throw new AppError(
    'bad-request',
    `"${cursor}" is not a cursor of this list. Take nextCursor of the page before.`,
  );
}
