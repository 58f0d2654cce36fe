/** The part of a balance that is not available yet, as a column of a query over accounts. */
import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { accounts } from './tables.ts';

export function pendingAt(nowMs: number): SQL<number> {
  return sql<number>`(SELECT coalesce(sum(p.amount_minor), 0) FROM postings p
    WHERE p.account = ${accounts.no} AND p.available_at_ms IS NOT NULL AND p.available_at_ms > ${nowMs})`;
}
