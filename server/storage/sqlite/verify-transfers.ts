/**
 * Walks transfers in the order they were written, with their postings beside them, and recomputes each hash.
 * V1. Numbers count from 1 without gaps, and so do the places in each chain. V2. A transfer has exactly the two postings it says.
 * V3. A chain ends where its row in `chains` says. V4. What is reversed of a transfer is never more than the transfer.
 */
import type Database from 'better-sqlite3';
import { CHAIN_START, hashTransfer, postingsOf } from '../transfer-hash.ts';
import type { HashedPosting, HashedTransfer } from '../transfer-hash.ts';
import { badRow } from '../bad-row.ts';
import type { BadRow } from '../bad-row.ts';

type Link = { readonly length: number; readonly head: Uint8Array };
type Row = HashedTransfer & {
  readonly no: number;
  readonly fromNo: number;
  readonly toNo: number;
  readonly otherCurrency: string;
  readonly reversedNo: number | null;
  readonly reversedMinor: number | null;
  readonly hash: Uint8Array;
};
type PostingRow = {
  readonly transfer: number;
  readonly account: number;
  readonly amountMinor: number;
  readonly availableAtMs: number | null;
};

const SLICE = 1_000;

export function verifyTransfers(raw: Database.Database): {
  readonly transfers: number;
  /** What the postings of each account add up to, by the account's number. */
  readonly sums: ReadonlyMap<number, number>;
  readonly firstBad: BadRow | null;
} {
  const slice = raw.prepare<[number, number], Row>(TRANSFERS);
  const postings = raw.prepare<[number, number], PostingRow>(
    `SELECT transfer, account, amount_minor AS amountMinor, available_at_ms AS availableAtMs
     FROM postings WHERE transfer > ? AND transfer <= ? ORDER BY transfer, account`,
  );
  const chains = new Map<number, Link>();
  const sums = new Map<number, number>();
  const reversed = new Map<number, number>();
  let last = 0;

  function checkOne(row: Row, own: readonly PostingRow[]): BadRow | null {
    if (row.no !== last + 1)
      return badRow('transfers', `number ${last + 1}`, 'is missing: the one after it is there');
    const missing = Object.entries(row).find(
      ([name, value]) => value === null && !MAY_BE_NULL.has(name),
    );
    if (missing !== undefined)
      return badRow('transfers', row.id, `names a row that is gone (${missing[0]})`);
    const end = chains.get(row.chain) ?? { length: 0, head: CHAIN_START };
    if (row.place !== end.length + 1) {
      const said = `is at place ${row.place} of chain ${row.chain} where ${end.length + 1} comes next`;
      return badRow('transfers', row.id, said);
    }
    const expected = hashTransfer(end.head, row, postingsOf(row));
    if (!sameBytes(row.hash, expected) || row.otherCurrency !== row.currency)
      return badRow(
        'transfers',
        row.id,
        'is not what was written, or does not follow what is before it',
      );
    const badPosting = checkPostings(row, own);
    if (badPosting !== null) return badPosting;
    chains.set(row.chain, { length: row.place, head: expected });
    for (const posting of own)
      sums.set(posting.account, (sums.get(posting.account) ?? 0) + posting.amountMinor);
    return checkReversal(row);
  }

  function checkReversal(row: Row): BadRow | null {
    if (row.reversedNo === null) return null;
    const total = (reversed.get(row.reversedNo) ?? 0) + row.amountMinor;
    reversed.set(row.reversedNo, total);
    return total <= (row.reversedMinor ?? 0)
      ? null
      : badRow('transfers', row.id, `reverses more of ${row.reverses} than there was`);
  }

  function walk(): BadRow | null {
    for (;;) {
      const rows = slice.all(last, SLICE);
      const to = rows.at(-1)?.no;
      if (to === undefined) break;
      const byTransfer = Map.groupBy(postings.all(last, to), (posting) => posting.transfer);
      for (const row of rows) {
        const found = checkOne(row, byTransfer.get(row.no) ?? []);
        if (found !== null) return found;
        last = row.no;
      }
    }
    return strays(raw, last) ?? checkEnds(raw, chains);
  }

  const firstBad = walk();
  return { transfers: last, sums, firstBad };
}

/** The transfer itself is known to be as written by now, so what differs is the posting. */
function checkPostings(row: Row, own: readonly PostingRow[]): BadRow | null {
  const [from, to] = postingsOf(row);
  for (const [account, posting] of [
    [row.fromNo, from],
    [row.toNo, to],
  ] as const) {
    const id = `${row.id} ${posting.account}`;
    const found = own.find((candidate) => candidate.account === account);
    if (found === undefined) return badRow('postings', id, 'is missing');
    if (!samePosting(found, posting))
      return badRow('postings', id, 'is not what its transfer says');
  }
  return own.length === 2
    ? null
    : badRow('postings', row.id, 'has a posting that its transfer did not make');
}

function samePosting(row: PostingRow, posting: HashedPosting): boolean {
  return row.amountMinor === posting.amountMinor && row.availableAtMs === posting.availableAtMs;
}

/** Rows outside the numbers that the walk has seen. */
function strays(raw: Database.Database, last: number): BadRow | null {
  const early = raw
    .prepare<[], string>('SELECT id FROM transfers WHERE no < 1 LIMIT 1')
    .pluck()
    .get();
  if (early !== undefined) return badRow('transfers', early, 'was put in before the first');
  const posting = raw
    .prepare<[number], number>(
      'SELECT transfer FROM postings WHERE transfer > ? OR transfer < 1 LIMIT 1',
    )
    .pluck()
    .get(last);
  if (posting === undefined) return null;
  return badRow('postings', `of transfer number ${posting}`, 'belongs to no transfer');
}

function checkEnds(raw: Database.Database, chains: ReadonlyMap<number, Link>): BadRow | null {
  const ends = raw
    .prepare<[], { chain: number; length: number; head: Uint8Array }>(
      'SELECT chain, length, head FROM chains ORDER BY chain',
    )
    .all();
  for (const end of ends) {
    const found = chains.get(end.chain) ?? { length: 0, head: CHAIN_START };
    if (found.length < end.length) {
      const place = `chain ${end.chain} place ${found.length + 1}`;
      return badRow('transfers', place, `is missing: the chain has ${end.length}`);
    }
    if (found.length > end.length || !sameBytes(end.head, found.head))
      return badRow('chains', String(end.chain), 'does not end where its last transfer is');
  }
  for (const chain of chains.keys())
    if (!ends.some((end) => end.chain === chain))
      return badRow('chains', String(chain), 'is missing although there are transfers in it');
  return null;
}

function sameBytes(stored: unknown, computed: Uint8Array): boolean {
  return stored instanceof Uint8Array && Buffer.compare(stored, computed) === 0;
}

const MAY_BE_NULL = new Set([
  'reference',
  'reverses',
  'availableAtMs',
  'reversedNo',
  'reversedMinor',
]);

const TRANSFERS = `
  SELECT t.no, t.chain, t.place, t.id, t.kind, t.from_account AS fromNo, t.to_account AS toNo,
    f.address AS "from", g.address AS "to", f.currency, g.currency AS otherCurrency, t.amount_minor AS amountMinor,
    t.reference, t.reverses AS reversedNo, back.id AS reverses, back.amount_minor AS reversedMinor,
    t.available_at_ms AS availableAtMs, t.node, t.at_ms AS atMs, t.hash,
    r.run_id AS runId, r.workflow, r.version, e.event_id AS eventId, e.body_hash AS bodyHash, c.id AS customerId
  FROM transfers t
  LEFT JOIN accounts f ON f.no = t.from_account LEFT JOIN accounts g ON g.no = t.to_account
  LEFT JOIN transfers back ON back.no = t.reverses
  LEFT JOIN runs r ON r.no = t.run LEFT JOIN events e ON e.seq = r.event LEFT JOIN customers c ON c.no = e.customer
  WHERE t.no > ? ORDER BY t.no LIMIT ?`;
