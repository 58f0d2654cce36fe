/**
 * The books, as the core writes them: a transfer with its two postings, the balances they change, and the chain they lengthen.
 * L1. Nothing here decides; an amount that would leave the range of a balance throws, and its event is undone.
 * L2. `commitChain` writes where the chain now ends; it is called once for each event that posted.
 */
import type { AccountState, NewTransfer, ReversibleTransfer, RunInput } from '@recipro/rules';
import type Database from 'better-sqlite3';
import { CHAIN_START, hashTransfer, postingsOf } from '../transfer-hash.ts';

/** What a transfer's hash says about its cause, and the row number of the run it belongs to. */
type Cause = {
  readonly chain: number;
  readonly bodyHash: Uint8Array;
  readonly runNo: number;
  readonly run: RunInput;
};

export type Ledger = {
  account(address: string, currency: string, atMs: number): AccountState;
  post(cause: Cause, transfer: NewTransfer): void;
  /** Of the run's workflow, partner and customer: a number that two customers share never undoes the other's. */
  reversible(run: RunInput, reference: string): readonly ReversibleTransfer[];
  /** Forgets what was posted since the last `commitChain`, after the rows were rolled back. */
  forgetChain(): void;
  commitChain(): void;
};

type Chain = { readonly chain: number; length: number; head: Uint8Array; lastNo: number };

export function ledger(raw: Database.Database): Ledger {
  const state = raw.prepare<[string, string], { no: number; balanceMinor: number }>(
    'SELECT no, balance_minor AS balanceMinor FROM accounts WHERE address = ? AND currency = ?',
  );
  const pending = raw
    .prepare<[number, number], number>(
      `SELECT coalesce(sum(amount_minor), 0) FROM postings
       WHERE account = ? AND available_at_ms IS NOT NULL AND available_at_ms > ?`,
    )
    .pluck();
  const change = raw
    .prepare<[string, string, number], number>(
      `INSERT INTO accounts (address, currency, balance_minor) VALUES (?, ?, ?)
       ON CONFLICT (address, currency) DO UPDATE SET balance_minor = balance_minor + excluded.balance_minor
       RETURNING no`,
    )
    .pluck();
  const transferNo = raw.prepare<[string], number>('SELECT no FROM transfers WHERE id = ?').pluck();
  const lastNo = raw.prepare<[], number>('SELECT coalesce(max(no), 0) FROM transfers').pluck();
  const addTransfer = raw.prepare<
    [
      number,
      string,
      number,
      number,
      string,
      number,
      number,
      number,
      string | null,
      number | null,
      number | null,
      string,
      number,
      number,
      Uint8Array,
    ]
  >(
    `INSERT INTO transfers (no, id, chain, place, kind, from_account, to_account, amount_minor, reference, reverses,
       available_at_ms, node, run, at_ms, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addPosting = raw.prepare<[number, number, number, number | null]>(
    'INSERT INTO postings (transfer, account, amount_minor, available_at_ms) VALUES (?, ?, ?, ?)',
  );
  const chainEnd = raw.prepare<[number], { length: number; head: Buffer }>(
    'SELECT length, head FROM chains WHERE chain = ?',
  );
  const putChain = raw.prepare<[number, number, Uint8Array]>(
    `INSERT INTO chains (chain, length, head) VALUES (?, ?, ?)
     ON CONFLICT (chain) DO UPDATE SET length = excluded.length, head = excluded.head`,
  );
  const reversible = raw.prepare<[string, string, string, string], ReversibleTransfer>(
    `SELECT t.id, f.address AS "from", g.address AS "to", f.currency, t.amount_minor AS amountMinor,
       t.amount_minor - coalesce((SELECT sum(back.amount_minor) FROM transfers back WHERE back.reverses = t.no), 0) AS remainingMinor,
       t.available_at_ms AS availableAtMs
     FROM transfers t
     JOIN accounts f ON f.no = t.from_account JOIN accounts g ON g.no = t.to_account
     JOIN runs r ON r.no = t.run JOIN events e ON e.seq = r.event JOIN customers c ON c.no = e.customer
     WHERE t.reference = ? AND t.reverses IS NULL AND r.workflow = ? AND e.partner = ? AND c.id = ?
     ORDER BY t.no`,
  );

  let current: Chain | null = null;

  return {
    account(address, currency, atMs) {
      const row = state.get(address, currency);
      if (row === undefined) return { balanceMinor: 0, pendingMinor: 0 };
      return { balanceMinor: row.balanceMinor, pendingMinor: pending.get(row.no, atMs) ?? 0 };
    },

    post(cause, transfer) {
      const { chain, run } = cause;
      if (current === null) {
        const end = chainEnd.get(chain);
        current = {
          chain,
          length: end?.length ?? 0,
          head: end?.head ?? CHAIN_START,
          lastNo: lastNo.get() ?? 0,
        };
      }
      current.length += 1;
      current.lastNo += 1;
      const no = current.lastNo;
      const postings = postingsOf(transfer);
      current.head = hashTransfer(
        current.head,
        {
          ...transfer,
          no,
          chain,
          place: current.length,
          node: transfer.nodeId,
          atMs: run.nowMs,
          runId: run.runId,
          workflow: run.workflow,
          version: run.version,
          eventId: run.eventId,
          bodyHash: cause.bodyHash,
          customerId: run.customerId,
        },
        postings,
      );
      const [from, to] = postings.map((posting) => {
        const accountNo = change.get(posting.account, posting.currency, posting.amountMinor);
        if (accountNo === undefined) throw new Error(`No account came of ${posting.account}`);
        return { no: accountNo, amountMinor: posting.amountMinor };
      });
      if (from === undefined || to === undefined) throw new Error('A transfer makes two postings');
      addTransfer.run(
        no,
        transfer.id,
        chain,
        current.length,
        transfer.kind,
        from.no,
        to.no,
        transfer.amountMinor,
        transfer.reference,
        reversedNo(transfer.reverses),
        transfer.availableAtMs,
        transfer.nodeId,
        cause.runNo,
        run.nowMs,
        current.head,
      );
      addPosting.run(no, from.no, from.amountMinor, transfer.availableAtMs);
      addPosting.run(no, to.no, to.amountMinor, transfer.availableAtMs);
    },

    reversible: ({ workflow, event, customerId }, reference) =>
      reversible.all(reference, workflow, event.source, customerId),

    forgetChain() {
      current = null;
    },

    commitChain() {
      if (current !== null) putChain.run(current.chain, current.length, current.head);
      current = null;
    },
  };

  function reversedNo(id: string | null): number | null {
    if (id === null) return null;
    const no = transferNo.get(id);
    if (no === undefined) throw new Error(`Transfer ${id} is not there to be reversed`);
    return no;
  }
}
