/**
 * Lists, newest first, a page at a time. A cursor is the number of the last row that was looked at, so new rows never shift a page.
 * A filter without an index looks at a bounded stretch of rows; a page can then be short, or empty, and still have a next one.
 */
import { and, gte, lt } from 'drizzle-orm';
import type { Column, SQL } from 'drizzle-orm';
import type { ListQuery, Page } from '@recipro/schema';
import { AppError } from '../errors.ts';

/** About a tenth of a second of looking. */
export const SCAN_ROWS_MAX = 20_000;

/** The stretch of rows to look at: from `from` up to but without `below`. */
export type Scan = { readonly below: number; readonly from: number };

export function scanOf(query: ListQuery, last: number, bounded: boolean): Scan {
  const below = query.cursor === undefined ? last + 1 : numberOf(query.cursor);
  return { below, from: bounded ? Math.max(1, below - SCAN_ROWS_MAX) : 1 };
}

export function within(column: Column, { below, from }: Scan): SQL | undefined {
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

function numberOf(cursor: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(cursor)) return Number(cursor);
  throw new AppError(
    'bad-request',
    `"${cursor}" is not a cursor of this list. Take nextCursor of the page before.`,
  );
}
