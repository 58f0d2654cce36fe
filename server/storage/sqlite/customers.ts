/** Customers as people look at them: who they are at each partner, what they have, and what happened to them. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { CustomerSummary } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import { pendingAt } from './balance.ts';
import type { Sqlite } from './database.ts';
import { customersNamed, subjectContains } from './customer-search.ts';
import { pageOf, scanOf, within, withoutNo } from '../page.ts';
import { contains } from './look.ts';
import { runSummaries } from './run-summaries.ts';
import { accounts, consents, customers as rows, identities, runs, scores, tags } from './tables.ts';
import { voucherViews } from './vouchers.ts';

type Customers = Pick<Storage, 'customers' | 'customer'>;
type Row = { readonly no: number; readonly id: string; readonly firstSeenAtMs: number };

/** The newest runs that a customer's page begins with; the list of runs has the rest. */
const RUNS_SHOWN = 50;

export function customers(sqlite: Sqlite): Customers {
  const { orm, raw } = sqlite;
  const lastCustomer = raw
    .prepare<[], number>('SELECT coalesce(max(no), 0) FROM customers')
    .pluck();
  const lastEventAt = raw
    .prepare<[number], number | null>('SELECT max(occurred_at_ms) FROM events WHERE customer = ?')
    .pluck();

  function summaries(found: readonly Row[]): readonly CustomerSummary[] {
    const nos = found.map((row) => row.no);
    const known = orm
      .select()
      .from(identities)
      .where(inArray(identities.customer, nos))
      .orderBy(asc(identities.partner), asc(identities.subject))
      .all();
    const tagged = orm
      .select()
      .from(tags)
      .where(inArray(tags.customer, nos))
      .orderBy(tags.tag)
      .all();
    const balances = orm
      .select({
        address: accounts.address,
        currency: accounts.currency,
        balanceMinor: accounts.balanceMinor,
        pendingMinor: pendingAt(sqlite.nowMs()),
      })
      .from(accounts)
      .where(inArray(accounts.address, found.map(addressOf)))
      .orderBy(asc(accounts.currency))
      .all();
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
      lastEventAtMs: lastEventAt.get(row.no) ?? null,
    }));
  }

  return {
    customers: (query) =>
      sqlite.read(() => {
        const { q, partner, customer } = query;
        const named = q === undefined ? [] : customersNamed(sqlite, q);
        const looks = q !== undefined && named.length === 0;
        const scan = scanOf(query, lastCustomer.get() ?? 0, looks || partner !== undefined);
        const found = orm
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
          .limit(query.limit + 1)
          .all();
        const page = pageOf(found, query, scan, (row, no) => ({ ...row, no }));
        return { items: summaries(page.items), nextCursor: page.nextCursor };
      }),

    customer: (id) =>
      sqlite.read(() => {
        const row = orm.select().from(rows).where(eq(rows.id, id)).get();
        if (row === undefined) return null;
        const [summary] = summaries([row]);
        if (summary === undefined) return null;
        return {
          ...summary,
          scores: orm
            .select({ name: scores.name, value: scores.value, updatedAtMs: scores.updatedAtMs })
            .from(scores)
            .where(eq(scores.customer, row.no))
            .orderBy(scores.name)
            .all(),
          consents: orm
            .select({
              purpose: consents.purpose,
              partner: consents.partner,
              grantedAtMs: consents.grantedAtMs,
              withdrawnAtMs: consents.withdrawnAtMs,
            })
            .from(consents)
            .where(eq(consents.customer, row.no))
            .orderBy(consents.purpose, consents.partner)
            .all(),
          vouchers: [...voucherViews(sqlite, { customerNo: row.no })],
          runs: runSummaries(sqlite, eq(runs.customer, row.no), RUNS_SHOWN).map(withoutNo),
        };
      }),
  };
}

function addressOf(row: { readonly id: string }): string {
  return `customer:${row.id}`;
}
