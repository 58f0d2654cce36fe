/**
 * Walks each chain of transfers in the order it was written, with their postings beside them, and recomputes each hash.
 * V1. The places of a chain count from 1 without gaps, and it ends where its row in `chains` says.
 * V2. A transfer has exactly the two postings it says. V3. What is reversed of a transfer is never more than the transfer.
 */
import { CHAIN_START, hashTransfer, postingsOf } from '../transfer-hash.ts';
import type { HashedPosting, HashedTransfer } from '../transfer-hash.ts';
import { badRow } from '../bad-row.ts';
import type { BadRow } from '../bad-row.ts';
import type { Tx } from './database.ts';
import type { ChainEnd } from './ledger.ts';
import { statement } from './statement.ts';

type Row = HashedTransfer & {
  readonly no: number;
  readonly fromNo: number;
  readonly toNo: number;
  readonly otherCurrency: string;
  readonly reversedNo: number | null;
  readonly hash: Buffer;
};
type PostingRow = {
  readonly transfer: number;
  readonly account: number;
  readonly amountMinor: number;
  readonly availableAtMs: number | null;
};
type Found = { readonly transfers: number; readonly firstBad: BadRow | null };

const SLICE = 1_000;

const slice = statement<[chain: number, after: number, limit: number], Row>(`
  SELECT t.no, t.chain, t.place, t.id, t.kind, t.from_account AS "fromNo", t.to_account AS "toNo",
    f.address AS "from", g.address AS "to", f.currency, g.currency AS "otherCurrency", t.amount_minor AS "amountMinor",
    t.reference, t.reverses AS "reversedNo", back.id AS reverses,
    t.available_at_ms AS "availableAtMs", t.node, t.at_ms AS "atMs", t.hash,
    r.run_id AS "runId", r.workflow, r.version, e.event_id AS "eventId", e.body_hash AS "bodyHash", c.id AS "customerId"
  FROM transfers t
  LEFT JOIN accounts f ON f.no = t.from_account LEFT JOIN accounts g ON g.no = t.to_account
  LEFT JOIN transfers back ON back.no = t.reverses
  LEFT JOIN runs r ON r.no = t.run LEFT JOIN events e ON e.seq = r.event LEFT JOIN customers c ON c.no = e.customer
  WHERE t.chain = $1 AND t.place > $2 ORDER BY t.place LIMIT $3`);
const postingsOfMany = statement<[nos: readonly number[]], PostingRow>(
  `SELECT transfer, account, amount_minor AS "amountMinor", available_at_ms AS "availableAtMs"
   FROM postings WHERE transfer = ANY($1::bigint[]) ORDER BY transfer, account`,
);
const chainRows = statement<[], ChainEnd>('SELECT chain, length, head FROM chains ORDER BY chain');
const lostChain = statement<[], { readonly chain: number }>(
  'SELECT chain FROM transfers t WHERE NOT EXISTS (SELECT 1 FROM chains c WHERE c.chain = t.chain) ORDER BY chain LIMIT 1',
);
const lostPosting = statement<[], { readonly transfer: number }>(
  `SELECT transfer FROM postings p WHERE NOT EXISTS (SELECT 1 FROM transfers t WHERE t.no = p.transfer)
   ORDER BY transfer LIMIT 1`,
);
const overReversed = statement<[], { readonly id: string; readonly reverses: string }>(
  `SELECT back.id, back.reverses FROM (
     SELECT t.no, t.id, o.id AS reverses, o.amount_minor,
       sum(t.amount_minor) OVER (PARTITION BY t.reverses ORDER BY t.no) AS total
     FROM transfers t JOIN transfers o ON o.no = t.reverses
   ) back WHERE back.total > back.amount_minor ORDER BY back.no LIMIT 1`,
);

export async function verifyTransfers(tx: Tx): Promise<Found> {
  let transfers = 0;
  for (const end of await tx.all(chainRows)) {
    const found = await verifyChain(tx, end);
    transfers += found.transfers;
    if (found.firstBad !== null) return { transfers, firstBad: found.firstBad };
  }
  const firstBad =
    (await checkChains(tx)) ?? (await checkLostPostings(tx)) ?? (await checkReversals(tx));
  return { transfers, firstBad };
}

async function verifyChain(tx: Tx, end: ChainEnd): Promise<Found> {
  let last: ChainEnd = { chain: end.chain, length: 0, head: CHAIN_START };
  for (;;) {
    const rows = await tx.all(slice, end.chain, last.length, SLICE);
    if (rows.length === 0) return { transfers: last.length, firstBad: checkEnd(end, last) };
    const own = await tx.all(
      postingsOfMany,
      rows.map(({ no }) => no),
    );
    const byTransfer = Map.groupBy(own, ({ transfer }) => transfer);
    for (const row of rows) {
      const firstBad = checkOne(row, last, byTransfer.get(row.no) ?? []);
      if (firstBad !== null) return { transfers: last.length, firstBad };
      last = { chain: end.chain, length: row.place, head: row.hash };
    }
  }
}

function checkOne(row: Row, before: ChainEnd, own: readonly PostingRow[]): BadRow | null {
  const place = before.length + 1;
  if (row.place !== place)
    return badRow(
      'transfers',
      `chain ${row.chain} place ${place}`,
      `is missing: ${row.id} at place ${row.place} is there`,
    );
  const missing = Object.entries(row).find(
    ([name, value]) => value === null && !MAY_BE_NULL.has(name),
  );
  if (missing !== undefined)
    return badRow('transfers', row.id, `names a row that is gone (${missing[0]})`);
  const expected = hashTransfer(before.head, row, postingsOf(row));
  if (!row.hash.equals(expected) || row.otherCurrency !== row.currency)
    return badRow(
      'transfers',
      row.id,
      'is not what was written, or does not follow what is before it',
    );
  return checkPostings(row, own);
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

function checkEnd(end: ChainEnd, last: ChainEnd): BadRow | null {
  if (last.length < end.length) {
    const place = `chain ${end.chain} place ${last.length + 1}`;
    return badRow('transfers', place, `is missing: the chain has ${end.length}`);
  }
  if (last.length > end.length || Buffer.compare(end.head, last.head) !== 0)
    return badRow('chains', String(end.chain), 'does not end where its last transfer is');
  return null;
}

async function checkChains(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(lostChain);
  if (row === undefined) return null;
  return badRow('chains', String(row.chain), 'is missing although there are transfers in it');
}

async function checkLostPostings(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(lostPosting);
  if (row === undefined) return null;
  return badRow('postings', `of transfer number ${row.transfer}`, 'belongs to no transfer');
}

async function checkReversals(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(overReversed);
  if (row === undefined) return null;
  return badRow('transfers', row.id, `reverses more of ${row.reverses} than there was`);
}

const MAY_BE_NULL = new Set(['reference', 'reverses', 'availableAtMs', 'reversedNo']);
