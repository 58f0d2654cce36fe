/** Balances against what the postings add up to, and the sum of each currency, which is always zero. */
import type Database from 'better-sqlite3';
import type { BadRow } from '../bad-row.ts';

type Row = {
  readonly no: number;
  readonly address: string;
  readonly currency: string;
  readonly balanceMinor: number;
};

export function verifyAccounts(
  raw: Database.Database,
  sums: ReadonlyMap<number, number>,
): { readonly accounts: number; readonly firstBad: BadRow | null } {
  const rows = raw.prepare<[], Row>(
    'SELECT no, address, currency, balance_minor AS balanceMinor FROM accounts ORDER BY no',
  );
  const totals = new Map<string, bigint>();
  let accounts = 0;
  for (const row of rows.iterate()) {
    accounts += 1;
    const sum = sums.get(row.no);
    if (sum !== row.balanceMinor) {
      const message =
        sum === undefined
          ? `accounts ${row.address} has no postings, so it should not be there.`
          : `accounts ${row.address} says ${row.balanceMinor} ${row.currency}, its postings add up to ${sum}.`;
      return { accounts, firstBad: { table: 'accounts', id: row.address, message } };
    }
    totals.set(row.currency, (totals.get(row.currency) ?? 0n) + BigInt(row.balanceMinor));
  }
  for (const [currency, total] of totals) {
    if (total === 0n) continue;
    const message = `All balances in ${currency} together are ${total} and must be 0.`;
    return { accounts, firstBad: { table: 'accounts', id: currency, message } };
  }
  return { accounts, firstBad: null };
}
