/** Finding customers by what a person types: exactly, through an index, or as part of an id. */
import { eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Tx } from './database.ts';
import { customers as rows, identities } from './tables.ts';

/** More customers than this with one and the same id at different partners are not told apart. */
const SAME_SUBJECT_MAX = 100;

/** Customers whose id, or whose id at a partner, is exactly this. */
export async function customersNamed({ orm }: Tx, text: string): Promise<number[]> {
  const byId = await orm.select({ no: rows.no }).from(rows).where(eq(rows.id, text));
  const bySubject = await orm
    .selectDistinct({ no: identities.customer })
    .from(identities)
    .where(eq(identities.subject, text))
    .limit(SAME_SUBJECT_MAX);
  return [...new Set([...byId, ...bySubject].map((row) => row.no))];
}

/** A partner's id of the customer in `column` that contains the text; null where there is none. */
export function subjectContains(column: PgColumn, text: string): SQL {
  return sql`(SELECT i.subject FROM identities i
    WHERE i.customer = ${column} AND strpos(lower(i.subject), lower(${text}::text COLLATE "C")) > 0 LIMIT 1)`;
}

/** The first of a customer's numbers, in the order in which their page lists them. */
export function subjectOf(column: PgColumn): SQL<string> {
  return sql`(SELECT i.subject FROM identities i
    WHERE i.customer = ${column} ORDER BY i.partner, i.subject LIMIT 1)`;
}

/** The same for the account at an address; null where it is a partner's. */
export function subjectOfAccount(address: PgColumn): SQL<string | null> {
  return sql`(SELECT i.subject FROM customers c JOIN identities i ON i.customer = c.no
    WHERE c.id = substr(${address}, ${'customer:'.length + 1}) AND ${address} LIKE 'customer:%'
    ORDER BY i.partner, i.subject LIMIT 1)`;
}
