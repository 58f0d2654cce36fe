/** Where a list begins, and looking into text in any case, as PostgreSQL does it. */
import { or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

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

/** Whether any of these contains the text, in any case. */
export function contains(text: string, columns: readonly (PgColumn | SQL)[]): SQL | undefined {
  return or(
    ...columns.map(
      (column) => sql`strpos(lower((${column}) COLLATE "C"), lower(${text}::text COLLATE "C")) > 0`,
    ),
  );
}
