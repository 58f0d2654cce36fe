/**
 * The books, as the core writes them: a transfer with its two postings, the balances they change, and the chain they lengthen.
 * L1. Nothing here decides; an amount that would leave the range of a balance throws, and its event is undone.
 * L2. Transfers are written when their run has its row (`flush`), or earlier where a question needs them.
 * L3. Balances and the ends of chains are written once for a batch (`settle`).
 */
import type { AccountState, NewTransfer, ReversibleTransfer, RunInput } from '@recipro/rules';
import type Database from 'better-sqlite3';
import { CHAIN_START, hashTransfer, postingsOf } from '../transfer-hash.ts';
import { accounts as accountsOver } from './accounts.ts';

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
  reversible(run: RunInput, runNo: number, reference: string): readonly ReversibleTransfer[];
  /** Writes the transfers that were posted since the last call. */
  flush(): void;
  /** Writes where accounts and chains now stand, and forgets them. */
  settle(): void;
  /** Forgets what was posted since the last `settle`, after the rows were rolled back. */
  forget(): void;
};

type Chain = { length: number; head: Uint8Array };
/** The columns of a row of transfers. */
type Written = readonly [
  no: number,
  id: string,
  chain: number,
  place: number,
  kind: string,
  from: number,
  to: number,
  amountMinor: number,
  reference: string | null,
  reverses: number | null,
  availableAtMs: number | null,
  node: string,
  run: number,
  atMs: number,
  hash: Uint8Array,
];

export function ledger(raw: Database.Database): Ledger {
  const lastTransfer = raw.prepare<[], number | null>('SELECT max(no) FROM transfers').pluck();
  const addTransfer = raw.prepare<[...Written]>(
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
  const reversible = raw.prepare<
    [string, number, string, string, string],
    ReversibleTransfer & { readonly no: number }
  >(
    `SELECT t.no, t.id, f.address AS "from", g.address AS "to", f.currency, t.amount_minor AS amountMinor,
       t.amount_minor - coalesce((SELECT sum(back.amount_minor) FROM transfers back WHERE back.reverses = t.no), 0) AS remainingMinor,
       t.available_at_ms AS availableAtMs
     FROM transfers t
     JOIN accounts f ON f.no = t.from_account JOIN accounts g ON g.no = t.to_account
     LEFT JOIN runs r ON r.no = t.run LEFT JOIN events e ON e.seq = r.event LEFT JOIN customers c ON c.no = e.customer
     WHERE t.reference = ? AND t.reverses IS NULL AND (t.run = ? OR (r.workflow = ? AND e.partner = ? AND c.id = ?))
     ORDER BY t.no`,
  );

  const accounts = accountsOver(raw, flush);
  const chains = new Map<number, Chain>();
  /** The numbers of transfers that were asked for, or made, and may be reversed next. */
  const numbers = new Map<string, number>();
  let posted: Written[] = [];
  let lastNo: number | null = null;

  function chainOf(chain: number): Chain {
    const known = chains.get(chain);
    if (known !== undefined) return known;
    const end = chainEnd.get(chain) ?? { length: 0, head: CHAIN_START };
    chains.set(chain, end);
    return end;
  }

  function flush(): void {
    for (const row of posted) {
      addTransfer.run(...row);
      const [no, , , , , from, to, amountMinor, , , availableAtMs] = row;
      addPosting.run(no, from, 0 - amountMinor, availableAtMs);
      addPosting.run(no, to, amountMinor, availableAtMs);
    }
    posted = [];
  }

  function reversedNo(id: string | null): number | null {
    if (id === null) return null;
    const no = numbers.get(id);
    if (no === undefined)
      throw new Error(`Transfer ${id} is reversed, but nobody asked what can be`);
    return no;
  }

  return {
    account: (address, currency, atMs) => accounts.state(address, currency, atMs),

    post({ chain, bodyHash, runNo, run }, transfer) {
      const end = chainOf(chain);
      const no = (lastNo ?? lastTransfer.get() ?? 0) + 1;
      const place = end.length + 1;
      const postings = postingsOf(transfer);
      const head = hashTransfer(
        end.head,
        {
          ...transfer,
          no,
          chain,
          place,
          node: transfer.nodeId,
          atMs: run.nowMs,
          runId: run.runId,
          workflow: run.workflow,
          version: run.version,
          eventId: run.eventId,
          bodyHash,
          customerId: run.customerId,
        },
        postings,
      );
      const reverses = reversedNo(transfer.reverses);
      const [from, to] = postings;
      posted.push([
        no,
        transfer.id,
        chain,
        place,
        transfer.kind,
        accounts.post(from),
        accounts.post(to),
        transfer.amountMinor,
        transfer.reference,
        reverses,
        transfer.availableAtMs,
        transfer.nodeId,
        runNo,
        run.nowMs,
        head,
      ]);
      lastNo = no;
      numbers.set(transfer.id, no);
      end.length = place;
      end.head = head;
    },

    reversible({ workflow, event, customerId }, runNo, reference) {
      flush();
      const found = reversible.all(reference, runNo, workflow, event.source, customerId);
      return found.map(({ no, ...transfer }) => {
        numbers.set(transfer.id, no);
        return transfer;
      });
    },

    flush,

    settle() {
      flush();
      accounts.settle();
      for (const [chain, { length, head }] of chains) putChain.run(chain, length, head);
      chains.clear();
      numbers.clear();
      lastNo = null;
    },

    forget() {
      posted = [];
      accounts.forget();
      chains.clear();
      numbers.clear();
      lastNo = null;
    },
  };
}
