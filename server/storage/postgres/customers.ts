/** Customers as people look at them: who they are at each partner, what they have, and what happened to them. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { CustomerSummary } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import { pendingAt } from './balance.ts';
import type { Postgres, Tx } from './database.ts';
import { customersNamed, subjectContains } from './customer-search.ts';
import { pageOf, scanOf, within, withoutNo } from '../page.ts';
import { contains, lastNumber } from './look.ts';
import { runSummaries } from './run-summaries.ts';
import { statement } from './statement.ts';
import { accounts, consents, customers as rows, identities, runs, scores, tags } from './tables.ts';
import { voucherViews } from './vouchers.ts';

type Customers = Pick<Storage, 'customers' | 'customer'>;
type Row = { readonly no: number; readonly id: string; readonly firstSeenAtMs: number };

/** The newest runs that a customer's page begins with; the list of runs has the rest. */
const RUNS_SHOWN = 50;

const lastEvents = statement<[readonly number[]], { readonly no: number; readonly atMs: number }>(
  'SELECT customer AS no, max(occurred_at_ms) AS "atMs" FROM events WHERE customer = ANY($1::bigint[]) GROUP BY customer',
);

export function customers(postgres: Postgres): Customers {
  async function summaries(tx: Tx, found: readonly Row[]): Promise<readonly CustomerSummary[]> {
    const nos = found.map((row) => row.no);
    const known = await tx.orm
      .select()
      .from(identities)
      .where(inArray(identities.customer, nos))
      .orderBy(asc(identities.partner), asc(identities.subject));
    const tagged = await tx.orm
      .select()
      .from(tags)
      .where(inArray(tags.customer, nos))
      .orderBy(tags.tag);
    const balances = await tx.orm
      .select({
        address: accounts.address,
        currency: accounts.currency,
        balanceMinor: accounts.balanceMinor,
        pendingMinor: pendingAt(postgres.nowMs()),
      })
      .from(accounts)
      .where(inArray(accounts.address, found.map(addressOf)))
      .orderBy(asc(accounts.currency));
    const last = await tx.all(lastEvents, nos);
    return found.map((row) => ({
      id: row.id,
      identities: known
        .filter((identity) => identity.customer === row.no)
        .map(({ partner, subject }) => ({ partner, subject })),
      tags: tagged.filter((tag) => tag.customer === row.no).map((tag) => tag.tag),
      balances: balances
        .filter((balance) => balance.address === addressOf(row))
        .map(({ currency, balanceMinor, pendingMinor }) => ({
          currency,
          balanceMinor,
          pendingMinor,
        })),
      firstSeenAtMs: row.firstSeenAtMs,
      lastEventAtMs: last.find(({ no }) => no === row.no)?.atMs ?? null,
    }));
  }

  return {
    customers: (query) =>
      postgres.read(async (tx) => {
        const { q, partner, customer } = query;
        const named = q === undefined ? [] : await customersNamed(tx, q);
        const looks = q !== undefined && named.length === 0;
        const last = await lastNumber(tx, 'customers');
        const scan = scanOf(query, last, looks || partner !== undefined);
        const found = await tx.orm
          .select()
          .from(rows)
          .where(
            and(
              within(rows.no, scan),
              customer === undefined ? undefined : eq(rows.id, customer),
              partner === undefined
                ? undefined
                : sql`EXISTS (SELECT 1 FROM identities i WHERE i.customer = ${rows.no} AND i.partner = ${partner})`,
              named.length === 0 ? undefined : inArray(rows.no, named),
              looks ? contains(q, [rows.id, subjectContains(rows.no, q)]) : undefined,
            ),
          )
          .orderBy(desc(rows.no))
          .limit(query.limit + 1);
        const page = pageOf(found, query, scan, (row, no) => ({ ...row, no }));
        return { items: await summaries(tx, page.items), nextCursor: page.nextCursor };
      }),

    customer: (id) =>
      postgres.read(async (tx) => {
        const [row] = await tx.orm.select().from(rows).where(eq(rows.id, id));
        if (row === undefined) return null;
        const [summary] = await summaries(tx, [row]);
        if (summary === undefined) return null;
        const recent = await runSummaries(tx, eq(runs.customer, row.no), RUNS_SHOWN);
        return {
          ...summary,
          scores: await tx.orm
            .select({ name: scores.name, value: scores.value, updatedAtMs: scores.updatedAtMs })
            .from(scores)
            .where(eq(scores.customer, row.no))
            .orderBy(scores.name),
          consents: await tx.orm
            .select({
              purpose: consents.purpose,
              partner: consents.partner,
              grantedAtMs: consents.grantedAtMs,
              withdrawnAtMs: consents.withdrawnAtMs,
            })
            .from(consents)
            .where(eq(consents.customer, row.no))
            .orderBy(consents.purpose, consents.partner),
          vouchers: [...(await voucherViews(tx, { customerNo: row.no }))],
          runs: recent.map(withoutNo),
        };
      }),
  };
}

function addressOf(row: { readonly id: string }): string {
  return `customer:${row.id}`;
}
