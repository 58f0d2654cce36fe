/**
 * The books, as the core writes them: a transfer with its two postings, the balances they change, and the chain they lengthen.
 * L1. Nothing here decides; an amount that would leave the range of a balance throws, and its event is undone.
 * L2. Transfers are numbered, hashed and written together. The chain's row is locked all the while, so its end is ours to move.
 * L3. Only a customer's own events reverse what their events did, so the lock of their shard keeps others from taking back the same.
 */
import type { NewTransfer, ReversibleTransfer, RunInput } from '@recipro/rules';
import { hashTransfer, postingsOf } from '../transfer-hash.ts';
import type { HashedPosting } from '../transfer-hash.ts';
import type { AccountNumbers, Accounts } from './accounts.ts';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
import { takeNumbers } from './numbers.ts';
import type { RunNumbers } from './owner.ts';
import { bulk, statement } from './statement.ts';

/** What a transfer's hash says about its cause. */
type Cause = {
  readonly chain: number;
  readonly bodyHash: Uint8Array;
  readonly run: RunInput;
};

export type ChainEnd = {
  readonly chain: number;
  readonly length: number;
  readonly head: Uint8Array;
};

export type Ledger = {
  post(cause: Cause, transfer: NewTransfer): Promise<void>;
  /** Of the run's workflow, partner and customer: a number that two customers share never undoes the other's. */
  reversible(run: RunInput, reference: string): Promise<readonly ReversibleTransfer[]>;
  takeNumbers(): Promise<(place: number) => number>;
  /** Writes all of it, and gives where the chains now end. */
  flush(numbers: Numbers): Promise<readonly ChainEnd[]>;
};

type Numbers = {
  readonly runNumbers: RunNumbers;
  readonly transferNumber: (place: number) => number;
  readonly accountNumbers: AccountNumbers;
};

type Made = { readonly transfer: NewTransfer; readonly cause: Cause };
type Hashed = {
  readonly transfer: NewTransfer;
  readonly postings: readonly HashedPosting[];
  readonly no: number;
  readonly chain: number;
  readonly place: number;
  readonly hash: Buffer;
  readonly runId: string;
  readonly atMs: number;
};

const reversibleRows = statement<
  [reference: string, workflow: string, partner: string, customerId: string],
  ReversibleTransfer & { readonly no: number }
>(
  `SELECT t.no, t.id, f.address AS "from", g.address AS "to", f.currency, t.amount_minor AS "amountMinor",
     t.amount_minor - coalesce((SELECT sum(back.amount_minor) FROM transfers back WHERE back.reverses = t.no), 0) AS "remainingMinor",
     t.available_at_ms AS "availableAtMs"
   FROM transfers t
   JOIN accounts f ON f.no = t.from_account JOIN accounts g ON g.no = t.to_account
   JOIN runs r ON r.no = t.run JOIN events e ON e.seq = r.event JOIN customers c ON c.no = e.customer
   WHERE t.reference = $1 AND t.reverses IS NULL AND r.workflow = $2 AND e.partner = $3 AND c.id = $4
   ORDER BY t.no`,
);
const numbersOf = statement<[id: string], { readonly no: number }>(
  'SELECT no FROM transfers WHERE id = $1',
);
const addTransfers = bulk<
  readonly [
    no: number,
    id: string,
    chain: number,
    place: number,
    kind: string,
    fromAccount: number,
    toAccount: number,
    amountMinor: number,
    reference: string | null,
    reverses: number | null,
    availableAtMs: number | null,
    node: string,
    run: number,
    atMs: number,
    hash: Buffer,
  ]
>(
  'bigint text int bigint text bigint bigint bigint text bigint bigint text bigint bigint bytea',
  `INSERT INTO transfers (no, id, chain, place, kind, from_account, to_account, amount_minor, reference, reverses,
     available_at_ms, node, run, at_ms, hash)
   SELECT * FROM unnest(COLUMNS)`,
);
type PostingRow = readonly [
  transfer: number,
  account: number,
  amountMinor: number,
  availableAtMs: number | null,
];
const addPostings = bulk<PostingRow>(
  'bigint bigint bigint bigint',
  'INSERT INTO postings (transfer, account, amount_minor, available_at_ms) SELECT * FROM unnest(COLUMNS)',
);

export function ledgerOf(
  tx: Tx,
  journal: Journal,
  { accounts, chains }: { readonly accounts: Accounts; readonly chains: readonly ChainEnd[] },
): Ledger {
  const made: Made[] = [];
  const ids = new Set<string>();
  const reversedMinor = new Map<string, number>();
  /** The numbers of transfers in the store that this batch has seen, by id. */
  const stored = new Map<string, number>();

  async function storedNumber(id: string): Promise<number | undefined> {
    if (!stored.has(id)) for (const row of await tx.all(numbersOf, id)) stored.set(id, row.no);
    return stored.get(id);
  }

  /** Numbers and hashes them in the order in which they were made. */
  function hashed(number: (place: number) => number, ends: Map<number, ChainEnd>): Hashed[] {
    return made.map(({ transfer, cause: { chain, bodyHash, run } }, index) => {
      const end = ends.get(chain);
      if (end === undefined) throw new Error(`The chain of shard ${chain} is not locked`);
      const no = number(index);
      const place = end.length + 1;
      const postings = postingsOf(transfer);
      const { workflow, version, runId, eventId, customerId, nowMs: atMs } = run;
      const cause = { runId, workflow, version, eventId, bodyHash, customerId };
      const hash = hashTransfer(
        end.head,
        { ...transfer, ...cause, no, chain, place, node: transfer.nodeId, atMs },
        postings,
      );
      ends.set(chain, { chain, length: place, head: hash });
      return { transfer, postings, no, chain, place, hash, runId, atMs };
    });
  }

  return {
    async post(cause, transfer) {
      const { id, reverses, amountMinor } = transfer;
      if (ids.has(id)) throw new Error(`Transfer ${id} was already made`);
      if (reverses !== null && !ids.has(reverses) && (await storedNumber(reverses)) === undefined)
        throw new Error(`Transfer ${reverses} is not there to be reversed`);
      for (const posting of postingsOf(transfer)) accounts.post(posting);
      journal.push(made, { transfer, cause });
      journal.add(ids, id);
      if (reverses !== null)
        journal.set(reversedMinor, reverses, (reversedMinor.get(reverses) ?? 0) + amountMinor);
    },

    async reversible({ workflow, event, customerId }, reference) {
      const old = await tx.all(reversibleRows, reference, workflow, event.source, customerId);
      for (const { id, no } of old) stored.set(id, no);
      const fresh = made.filter(
        ({ transfer, cause: { run } }) =>
          transfer.reference === reference &&
          transfer.reverses === null &&
          run.workflow === workflow &&
          run.event.source === event.source &&
          run.customerId === customerId,
      );
      const found = [
        ...old,
        ...fresh.map(({ transfer }) => ({ ...transfer, remainingMinor: transfer.amountMinor })),
      ];
      return found.map(
        ({ id, from, to, currency, amountMinor, remainingMinor, availableAtMs }) => ({
          id,
          from,
          to,
          currency,
          amountMinor,
          remainingMinor: remainingMinor - (reversedMinor.get(id) ?? 0),
          availableAtMs,
        }),
      );
    },

    takeNumbers: () => takeNumbers(tx, 'transfer_numbers', made.length),

    async flush({ runNumbers, transferNumber, accountNumbers: accountNo }) {
      const ends = new Map(chains.map((end) => [end.chain, end]));
      const rows = hashed(transferNumber, ends);
      const numbers = new Map(rows.map(({ transfer, no }) => [transfer.id, no]));
      const reversedNumber = (id: string) => numbers.get(id) ?? stored.get(id) ?? null;
      const moves = tx.bulk(
        addTransfers,
        rows.map(({ transfer, no, chain, place, hash, runId, atMs }) => [
          no,
          transfer.id,
          chain,
          place,
          transfer.kind,
          accountNo(transfer.from, transfer.currency),
          accountNo(transfer.to, transfer.currency),
          transfer.amountMinor,
          transfer.reference,
          transfer.reverses === null ? null : reversedNumber(transfer.reverses),
          transfer.availableAtMs,
          transfer.nodeId,
          runNumbers(runId),
          atMs,
          hash,
        ]),
      );
      const entries = tx.bulk(
        addPostings,
        rows.flatMap(({ no, postings }) =>
          postings.map(({ account, currency, amountMinor, availableAtMs }): PostingRow => [
            no,
            accountNo(account, currency),
            amountMinor,
            availableAtMs,
          ]),
        ),
      );
      await Promise.all([moves, entries]);
      return [...ends.values()];
    },
  };
}
