/**
 * The accounts that a batch reads or posts to: read once, kept in memory, and written once, however many transfers change them.
 * A1. A new account gets its row, and so its number, with its first posting. A2. `settle` writes what changed and forgets everything;
 * `forget` is for rows that were rolled back. A3. A balance that would leave ±(2^53 − 1) throws before anything is written of it.
 */
import type { AccountState } from '@recipro/rules';
import type { HashedPosting } from '../transfer-hash.ts';
import type Database from 'better-sqlite3';

export type Accounts = {
  state(address: string, currency: string, atMs: number): AccountState;
  /** Adds to the balance and gives the account's number. */
  post(posting: HashedPosting): number;
  settle(): void;
  forget(): void;
};

type Row = { readonly no: number; readonly balanceMinor: number };
type Account = {
  readonly no: number;
  balanceMinor: number;
  changed: boolean;
  /** From this moment on nothing of it is pending, as far as is known. */
  clearFromMs: number;
};

export function accounts(raw: Database.Database, beforePending: () => void): Accounts {
  const find = raw.prepare<[string, string], Row>(
    'SELECT no, balance_minor AS balanceMinor FROM accounts WHERE address = ? AND currency = ?',
  );
  const add = raw.prepare<[string, string]>(
    'INSERT INTO accounts (address, currency, balance_minor) VALUES (?, ?, 0)',
  );
  const put = raw.prepare<[number, number]>('UPDATE accounts SET balance_minor = ? WHERE no = ?');
  /** Null where there are no such postings. */
  const pending = raw
    .prepare<[number, number], number | null>(
      `SELECT sum(amount_minor) FROM postings
       WHERE account = ? AND available_at_ms IS NOT NULL AND available_at_ms > ?`,
    )
    .pluck();
  const known = new Map<string, Account>();

  function read(key: string, address: string, currency: string): Account | null {
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const row = find.get(address, currency);
    return row === undefined ? null : remember(key, row, Infinity);
  }

  function remember(key: string, { no, balanceMinor }: Row, clearFromMs: number): Account {
    const account = { no, balanceMinor, changed: false, clearFromMs };
    known.set(key, account);
    return account;
  }

  function pendingOf(account: Account, atMs: number): number {
    if (account.clearFromMs <= atMs) return 0;
    beforePending();
    const pendingMinor = pending.get(account.no, atMs) ?? null;
    if (pendingMinor === null) account.clearFromMs = atMs;
    return pendingMinor ?? 0;
  }

  return {
    state(address, currency, atMs) {
      const account = read(`${address} ${currency}`, address, currency);
      if (account === null) return { balanceMinor: 0, pendingMinor: 0 };
      return { balanceMinor: account.balanceMinor, pendingMinor: pendingOf(account, atMs) };
    },

    post({ account: address, currency, amountMinor, availableAtMs }) {
      const key = `${address} ${currency}`;
      const account =
        read(key, address, currency) ??
        remember(
          key,
          { no: Number(add.run(address, currency).lastInsertRowid), balanceMinor: 0 },
          0,
        );
      const balanceMinor = account.balanceMinor + amountMinor;
      if (!Number.isSafeInteger(balanceMinor))
        throw new Error(`The balance of ${address} would be more than the books can hold`);
      account.balanceMinor = balanceMinor;
      account.changed = true;
      account.clearFromMs = Math.max(account.clearFromMs, availableAtMs ?? 0);
      return account.no;
    },

    settle() {
      for (const { no, balanceMinor, changed } of known.values())
        if (changed) put.run(balanceMinor, no);
      known.clear();
    },

    forget() {
      known.clear();
    },
  };
}
