/** Balances against what the postings add up to, and the sum of each currency, which is always zero. */
import type { BadRow } from '../bad-row.ts';
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

type Row = {
  readonly address: string;
  readonly currency: string;
  readonly balanceMinor: number;
  /** As text, because damaged books may add up to anything; null where there are no postings. */
  readonly sum: string | null;
};

const counted = statement<[], { readonly accounts: number }>(
  'SELECT count(*) AS accounts FROM accounts',
);
const firstOff = statement<[], Row>(
  `SELECT a.address, a.currency, a.balance_minor AS "balanceMinor", p.sum::text AS sum
   FROM accounts a
   LEFT JOIN (SELECT account, sum(amount_minor) AS sum FROM postings GROUP BY account) p ON p.account = a.no
   WHERE p.sum IS DISTINCT FROM a.balance_minor ORDER BY a.no LIMIT 1`,
);
const firstUneven = statement<[], { readonly currency: string; readonly total: string }>(
  `SELECT currency, sum(balance_minor)::text AS total FROM accounts
   GROUP BY currency HAVING sum(balance_minor) <> 0 ORDER BY currency LIMIT 1`,
);

export async function verifyAccounts(
  tx: Tx,
): Promise<{ readonly accounts: number; readonly firstBad: BadRow | null }> {
  const accounts = (await tx.get(counted))?.accounts ?? 0;
  return { accounts, firstBad: (await checkBalances(tx)) ?? (await checkTotals(tx)) };
}

async function checkBalances(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(firstOff);
  if (row === undefined) return null;
  const { address, currency, balanceMinor, sum } = row;
  const message =
    sum === null
      ? `accounts ${address} has no postings, so it should not be there.`
      : `accounts ${address} says ${balanceMinor} ${currency}, its postings add up to ${sum}.`;
  return { table: 'accounts', id: address, message };
}

async function checkTotals(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(firstUneven);
  if (row === undefined) return null;
  const message = `All balances in ${row.currency} together are ${row.total} and must be 0.`;
  return { table: 'accounts', id: row.currency, message };
}
