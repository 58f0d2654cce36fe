/**
 * The accounts that a batch reads or changes. Those of its customers are locked and read at once, others when a program asks for them.
 * An account that is only posted to is not read: its change is added when the batch is written, so accounts that everybody posts to
 * are locked for moments only.
 */
import type { AccountState } from '@recipro/rules';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
import { takeNumbers } from './numbers.ts';
import { bulk, statement } from './statement.ts';

type Posted = {
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly availableAtMs: number | null;
};

export type Accounts = {
  state(address: string, currency: string, atMs: number): Promise<AccountState>;
  post(posting: Posted): void;
  /** Adds all changes, and gives the number of each account that was posted to. */
  flush(): Promise<(address: string, currency: string) => number>;
};

type Row = {
  readonly no: number;
  readonly address: string;
  readonly currency: string;
  readonly balanceMinor: number;
};
type ToCome = { readonly availableAtMs: number; readonly amountMinor: number };
type Known = {
  /** Null where there is no such account yet. */
  readonly no: number | null;
  readonly balanceMinor: number;
  /** What becomes available after `fromMs`; null where it was not read. */
  readonly toCome: readonly ToCome[] | null;
};
type Change = { readonly address: string; readonly currency: string; readonly minor: bigint };

const COLUMNS = 'no, address, currency, balance_minor AS "balanceMinor"';
const lockMany = statement<[readonly string[]], Row>(
  `SELECT ${COLUMNS} FROM accounts WHERE address = ANY($1::text[]) ORDER BY address, currency FOR UPDATE`,
);
const lockOne = statement<[string, string], Row>(
  `SELECT ${COLUMNS} FROM accounts WHERE address = $1 AND currency = $2 FOR UPDATE`,
);
const toComeOf = statement<[readonly number[], number], ToCome & { readonly no: number }>(
  `SELECT account AS no, available_at_ms AS "availableAtMs", sum(amount_minor) AS "amountMinor" FROM postings
   WHERE account = ANY($1::bigint[]) AND available_at_ms IS NOT NULL AND available_at_ms > $2 GROUP BY 1, 2`,
);
const pendingOf = statement<[number, number], { readonly pendingMinor: number }>(
  `SELECT coalesce(sum(amount_minor), 0) AS "pendingMinor" FROM postings
   WHERE account = $1 AND available_at_ms IS NOT NULL AND available_at_ms > $2`,
);
const change = bulk<
  readonly [no: number, address: string, currency: string, minor: bigint],
  { readonly no: number; readonly address: string; readonly currency: string }
>(
  'bigint text text bigint',
  `INSERT INTO accounts (no, address, currency, balance_minor)
   SELECT no, address, currency, minor FROM unnest(COLUMNS) AS moved (no, address, currency, minor)
   ORDER BY address COLLATE "C", currency COLLATE "C"
   ON CONFLICT (address, currency) DO UPDATE SET balance_minor = accounts.balance_minor + excluded.balance_minor
   RETURNING no, address, currency`,
);

/** `fromMs` is the earliest time that programs of this batch will ask for. */
export async function accountsOf(
  tx: Tx,
  journal: Journal,
  { customerIds, fromMs }: { readonly customerIds: readonly string[]; readonly fromMs: number },
): Promise<Accounts> {
  const known = new Map<string, Known>();
  const changes = new Map<string, Change>();
  const posted = new Map<string, readonly ToCome[]>();
  const addresses = new Set(customerIds.map((id) => `customer:${id}`));

  const rows = await tx.all(lockMany, [...addresses]);
  const nos = rows.map(({ no }) => no);
  const later = nos.length === 0 ? [] : await tx.all(toComeOf, nos, fromMs);
  const byAccount = Map.groupBy(later, ({ no }) => no);
  for (const { no, address, currency, balanceMinor } of rows)
    known.set(keyOf(address, currency), {
      no,
      balanceMinor,
      toCome: byAccount.get(no) ?? [],
    });

  async function find(address: string, currency: string): Promise<Known> {
    const key = keyOf(address, currency);
    const found = known.get(key);
    if (found !== undefined) return found;
    const row = addresses.has(address) ? undefined : await tx.get(lockOne, address, currency);
    const account: Known = {
      no: row?.no ?? null,
      balanceMinor: row?.balanceMinor ?? 0,
      toCome: null,
    };
    known.set(key, account);
    return account;
  }

  async function pending({ no, toCome }: Known, atMs: number): Promise<number> {
    if (no === null) return 0;
    if (toCome !== null && atMs >= fromMs) return sumAfter(toCome, atMs);
    return (await tx.get(pendingOf, no, atMs))?.pendingMinor ?? 0;
  }

  return {
    async state(address, currency, atMs) {
      const key = keyOf(address, currency);
      const account = await find(address, currency);
      const moved = changes.get(key)?.minor ?? 0n;
      return {
        balanceMinor: safe(BigInt(account.balanceMinor) + moved, address),
        pendingMinor: (await pending(account, atMs)) + sumAfter(posted.get(key) ?? [], atMs),
      };
    },

    post({ account: address, currency, amountMinor, availableAtMs }) {
      const key = keyOf(address, currency);
      const minor = (changes.get(key)?.minor ?? 0n) + BigInt(amountMinor);
      journal.set(changes, key, { address, currency, minor });
      if (availableAtMs !== null)
        journal.set(posted, key, [...(posted.get(key) ?? []), { availableAtMs, amountMinor }]);
    },

    async flush() {
      const all = [...changes.values()];
      const number = await takeNumbers(tx, 'account_numbers', all.length);
      const changed = await tx.bulk(
        change,
        all.map(({ address, currency, minor }, place) => [number(place), address, currency, minor]),
      );
      const numbers = new Map(
        changed.map(({ no, address, currency }) => [keyOf(address, currency), no]),
      );
      return (address, currency) => {
        const no = numbers.get(keyOf(address, currency));
        if (no === undefined) throw new Error(`No account came of ${address}`);
        return no;
      };
    },
  };
}

function sumAfter(toCome: readonly ToCome[], atMs: number): number {
  let sum = 0;
  for (const { availableAtMs, amountMinor } of toCome) if (availableAtMs > atMs) sum += amountMinor;
  return sum;
}

function safe(minor: bigint, address: string): number {
  const value = Number(minor);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`The balance of ${address} would leave the range of exact numbers`);
}

/** No currency holds a space. */
function keyOf(address: string, currency: string): string {
  return `${currency} ${address}`;
}
