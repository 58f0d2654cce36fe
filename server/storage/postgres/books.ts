/** The books as people look at them: transfers and accounts, newest first. */
import { and, desc, eq, inArray, like, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ListQuery, TransferView } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import { pendingAt } from './balance.ts';
import { customersNamed, subjectOf, subjectOfAccount } from './customer-search.ts';
import type { Postgres, Tx } from './database.ts';
import { pageOf, SCAN_ROWS_MAX, scanOf, within } from '../page.ts';
import { contains, lastNumber } from './look.ts';
import type { Scan } from '../page.ts';
import { statement } from './statement.ts';
import { accounts, customers, runs, transfers as rows } from './tables.ts';

type Books = Pick<Storage, 'transfers' | 'accounts'>;
type NumberedTransfer = TransferView & { readonly no: number };

/** One run makes few transfers; this bounds what a view of it reads. */
const TRANSFERS_OF_RUN_MAX = 10_000;

const source = alias(accounts, 'source');
const target = alias(accounts, 'target');
const reversed = alias(rows, 'reversed');

const postedTo = statement<[address: string, below: number, take: number], { readonly no: number }>(
  `SELECT DISTINCT p.transfer AS no FROM accounts a
   CROSS JOIN LATERAL (
     SELECT transfer FROM postings WHERE account = a.no AND transfer < $2 ORDER BY transfer DESC LIMIT $3
   ) p
   WHERE a.address = $1 ORDER BY p.transfer DESC LIMIT $3`,
);

export function books(postgres: Postgres): Books {
  async function search(
    tx: Tx,
    query: ListQuery,
  ): Promise<{ where: SQL | undefined; bounded: boolean }> {
    const { q } = query;
    const named = q === undefined ? [] : await customersNamed(tx, q);
    const looks = q !== undefined && named.length === 0;
    const where = and(
      query.customer === undefined ? undefined : eq(customers.id, query.customer),
      query.workflow === undefined ? undefined : eq(runs.workflow, query.workflow),
      query.partner === undefined
        ? undefined
        : sql`(${source.address} LIKE ${addressesOf(query.partner)} OR ${target.address} LIKE ${addressesOf(query.partner)})`,
      named.length === 0 ? undefined : inArray(runs.customer, named),
      looks
        ? contains(q, [
            rows.id,
            rows.kind,
            rows.reference,
            source.address,
            target.address,
            source.currency,
            runs.runId,
          ])
        : undefined,
    );
    return { where, bounded: where !== undefined };
  }

  return {
    transfers: (query) =>
      postgres.read(async (tx) => {
        const { where, bounded } = await search(tx, query);
        let scan: Scan = scanOf(query, await lastNumber(tx, 'transfers'), bounded);
        let only: SQL | undefined = within(rows.no, scan);
        if (query.account !== undefined) {
          const take = bounded ? SCAN_ROWS_MAX : query.limit + 1;
          const found = await tx.all(postedTo, query.account, scan.below, take);
          const nos = found.map(({ no }) => no);
          scan = { below: scan.below, from: nos.length < take ? 1 : (nos.at(-1) ?? 1) };
          only = inArray(rows.no, nos);
        }
        const found = await transferViews(tx, { where: and(where, only), limit: query.limit + 1 });
        return pageOf(found, query, scan, (view) => view);
      }),

    accounts: (query) =>
      postgres.read(async (tx) => {
        const { q, customer, partner, account } = query;
        const bounded = q !== undefined || customer !== undefined || partner !== undefined;
        const scan = scanOf(query, await lastNumber(tx, 'accounts'), bounded);
        const found = await tx.orm
          .select({
            no: accounts.no,
            address: accounts.address,
            subject: subjectOfAccount(accounts.address),
            currency: accounts.currency,
            balanceMinor: accounts.balanceMinor,
            pendingMinor: pendingAt(postgres.nowMs()),
          })
          .from(accounts)
          .where(
            and(
              within(accounts.no, scan),
              account === undefined ? undefined : eq(accounts.address, account),
              customer === undefined ? undefined : eq(accounts.address, `customer:${customer}`),
              partner === undefined ? undefined : like(accounts.address, addressesOf(partner)),
              q === undefined
                ? undefined
                : contains(q, [
                    accounts.address,
                    accounts.currency,
                    subjectOfAccount(accounts.address),
                  ]),
            ),
          )
          .orderBy(desc(accounts.no))
          .limit(query.limit + 1);
        return pageOf(found, query, scan, (view) => view);
      }),
  };
}

/** Transfers of one run, or those that meet a condition on `transfers`, its two accounts, `runs` or `customers`; newest first. */
export async function transferViews(
  { orm }: Tx,
  of: { readonly runNo: number } | { readonly where: SQL | undefined; readonly limit: number },
): Promise<readonly NumberedTransfer[]> {
  const { where, limit } =
    'runNo' in of ? { where: eq(rows.run, of.runNo), limit: TRANSFERS_OF_RUN_MAX } : of;
  return orm
    .select({
      no: rows.no,
      id: rows.id,
      kind: rows.kind,
      from: source.address,
      to: target.address,
      currency: source.currency,
      amountMinor: rows.amountMinor,
      reference: rows.reference,
      reverses: reversed.id,
      availableAtMs: rows.availableAtMs,
      runId: runs.runId,
      customerId: customers.id,
      subject: subjectOf(customers.no),
      atMs: rows.atMs,
      hash: sql<string>`encode(${rows.hash}, 'hex')`,
    })
    .from(rows)
    .innerJoin(source, eq(source.no, rows.fromAccount))
    .innerJoin(target, eq(target.no, rows.toAccount))
    .innerJoin(runs, eq(runs.no, rows.run))
    .innerJoin(customers, eq(customers.no, runs.customer))
    .leftJoin(reversed, eq(reversed.no, rows.reverses))
    .where(where)
    .orderBy(desc(rows.no))
    .limit(limit);
}

/** Partner ids hold no `%` or `_`, so they need no escaping. */
function addressesOf(partner: string): string {
  return `partner:${partner}:%`;
}
