/** Looking into text in any case, as SQLite does it. */
import { or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Whether any of these contains the text, in any case. */
export function contains(text: string, columns: readonly (SQLiteColumn | SQL)[]): SQL | undefined {
  return or(...columns.map((column) => sql`instr(lower(${column}), lower(${text})) > 0`));
}
