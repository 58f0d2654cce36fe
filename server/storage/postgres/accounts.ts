/**
 * The accounts that a batch reads or changes. Those of its customers are read at once, others when a program asks for them; each is read once.
 * C1. Customers' accounts are locked before they are read, because what is left on them decides.
 * C2. Others are read without a lock: they may go below zero, and the range that bounds them is a constraint of the table. Their change
 *     is added when the batch is written, in the order of addresses, so accounts that everybody posts to are locked for moments only.
 */
import type { AccountState } from '@recipro/rules';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
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
  flush(): Promise<AccountNumbers>;
};
export type AccountNumbers = (address: string, currency: string) => number;

type Row = {
  readonly no: number;
  readonly address: string;
  readonly currency: string;
  readonly balanceMinor: number;
};
type ToCome = { readonly availableAtMs: number; readonly amountMinor: number };
/** `toCome` is what becomes available within the times of the batch, `laterMinor` what does after them. */
type Pending = { readonly toCome: readonly ToCome[]; readonly laterMinor: number };
/** The account of the row; null where there is none yet. */
type Known = Pending & { readonly no: number | null; readonly balanceMinor: number };
type Span = { readonly fromMs: number; readonly toMs: number };
type Change = { readonly address: string; readonly currency: string; readonly minor: bigint };

const COLUMNS = 'no, address, currency, balance_minor AS "balanceMinor"';
const lockMany = statement<[readonly string[]], Row>(
  `SELECT ${COLUMNS} FROM accounts WHERE address = ANY($1::text[]) ORDER BY address, currency FOR UPDATE`,
);
const lockOne = statement<[string, string], Row>(
  `SELECT ${COLUMNS} FROM accounts WHERE address = $1 AND currency = $2 FOR UPDATE`,
);
const readOne = statement<[string, string], Row>(
  `SELECT ${COLUMNS} FROM accounts WHERE address = $1 AND currency = $2`,
);
const toComeOf = statement<
  [nos: readonly number[], fromMs: number, toMs: number],
  { readonly no: number; readonly availableAtMs: number | null; readonly amountMinor: number }
>(
  `SELECT account AS no, CASE WHEN available_at_ms <= $3 THEN available_at_ms END AS "availableAtMs",
     sum(amount_minor) AS "amountMinor"
   FROM postings WHERE account = ANY($1::bigint[]) AND available_at_ms IS NOT NULL AND available_at_ms > $2 GROUP BY 1, 2`,
);
const pendingOf = statement<[number, number], { readonly pendingMinor: number }>(
  `SELECT coalesce(sum(amount_minor), 0) AS "pendingMinor" FROM postings
   WHERE account = $1 AND available_at_ms IS NOT NULL AND available_at_ms > $2`,
);
const change = bulk<
  readonly [address: string, currency: string, minor: bigint],
  { readonly no: number; readonly address: string; readonly currency: string }
>(
  'text text bigint',
  `INSERT INTO accounts (no, address, currency, balance_minor)
   SELECT * FROM (
     SELECT nextval('account_numbers'), address, currency, minor FROM unnest(COLUMNS) AS moved (address, currency, minor) OFFSET 0
   ) numbered
   ORDER BY address COLLATE "C", currency COLLATE "C"
   ON CONFLICT (address, currency) DO UPDATE SET balance_minor = accounts.balance_minor + excluded.balance_minor
   RETURNING no, address, currency`,
);

const CUSTOMER = 'customer:';
const NOTHING: Known = { no: null, balanceMinor: 0, toCome: [], laterMinor: 0 };

/** `span` holds the times that programs of this batch will ask for. */
export async function accountsOf(
  tx: Tx,
  journal: Journal,
  { customerIds, span }: { readonly customerIds: readonly string[]; readonly span: Span },
): Promise<Accounts> {
  const known = new Map<string, Known>();
  const changes = new Map<string, Change>();
  const posted = new Map<string, readonly ToCome[]>();
  const addresses = new Set(customerIds.map((id) => `${CUSTOMER}${id}`));

  async function learn(rows: readonly Row[]): Promise<void> {
    const nos = rows.map(({ no }) => no);
    const later = nos.length === 0 ? [] : await tx.all(toComeOf, nos, span.fromMs, span.toMs);
    const byAccount = Map.groupBy(later, ({ no }) => no);
    for (const { no, address, currency, balanceMinor } of rows)
      known.set(keyOf(address, currency), {
        no,
        balanceMinor,
        ...pendingFrom(byAccount.get(no) ?? []),
      });
  }
  await learn(await tx.all(lockMany, [...addresses]));

  async function find(address: string, currency: string): Promise<Known> {
    const key = keyOf(address, currency);
    if (!known.has(key) && !addresses.has(address))
      await learn(
        await tx.all(address.startsWith(CUSTOMER) ? lockOne : readOne, address, currency),
      );
    const account = known.get(key) ?? NOTHING;
    known.set(key, account);
    return account;
  }

  async function pending({ no, toCome, laterMinor }: Known, atMs: number): Promise<number> {
    if (no === null) return 0;
    if (atMs >= span.fromMs && atMs <= span.toMs) return laterMinor + sumAfter(toCome, atMs);
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
      const changed = await tx.bulk(
        change,
        all.map(({ address, currency, minor }) => [address, currency, minor]),
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

function pendingFrom(
  rows: readonly { readonly availableAtMs: number | null; readonly amountMinor: number }[],
): Pending {
  const toCome: ToCome[] = [];
  let laterMinor = 0;
  for (const { availableAtMs, amountMinor } of rows)
    if (availableAtMs === null) laterMinor += amountMinor;
    else toCome.push({ availableAtMs, amountMinor });
  return { toCome, laterMinor };
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
