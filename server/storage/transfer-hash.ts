/**
 * What the hash of a transfer covers: the hash before it in its chain, its number and place, everything it says, what caused it
 * (run, workflow version, event and the hash of the event's body), and its postings.
 * A changed, missing, added or moved row therefore breaks the chain from that row on.
 */
import { hash } from 'node:crypto';

export type HashedTransfer = {
  /** Its number among all transfers of the store. */
  readonly no: number;
  readonly chain: number;
  readonly place: number;
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly reference: string | null;
  /** The id of the transfer that this one reverses. */
  readonly reverses: string | null;
  readonly availableAtMs: number | null;
  readonly node: string;
  readonly atMs: number;
  readonly runId: string;
  readonly workflow: string;
  readonly version: number;
  readonly eventId: string;
  readonly bodyHash: Uint8Array;
  readonly customerId: string;
};

export type HashedPosting = {
  readonly account: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly availableAtMs: number | null;
};

/** What the first transfer of a chain has before it. */
export const CHAIN_START: Uint8Array = new Uint8Array(32);

/** The two postings that a transfer makes; together they are always zero. */
export function postingsOf(
  transfer: Pick<HashedTransfer, 'from' | 'to' | 'currency' | 'amountMinor' | 'availableAtMs'>,
): readonly [HashedPosting, HashedPosting] {
  const { currency, amountMinor, availableAtMs } = transfer;
  return [
    { account: transfer.from, currency, amountMinor: 0 - amountMinor, availableAtMs },
    { account: transfer.to, currency, amountMinor, availableAtMs },
  ];
}

export function hashTransfer(
  before: Uint8Array,
  transfer: HashedTransfer,
  postings: readonly HashedPosting[],
): Buffer {
  // A list in fixed order has one spelling as JSON; the order below is part of the format and never changes.
  const content = JSON.stringify([
    Buffer.from(before).toString('hex'),
    transfer.no,
    transfer.chain,
    transfer.place,
    transfer.id,
    transfer.kind,
    transfer.from,
    transfer.to,
    transfer.currency,
    transfer.amountMinor,
    transfer.reference,
    transfer.reverses,
    transfer.availableAtMs,
    transfer.node,
    transfer.atMs,
    transfer.runId,
    transfer.workflow,
    transfer.version,
    transfer.eventId,
    Buffer.from(transfer.bodyHash).toString('hex'),
    transfer.customerId,
    postings.map((posting) => [
      posting.account,
      posting.currency,
      posting.amountMinor,
      posting.availableAtMs,
    ]),
  ]);
  return hash('sha256', content, 'buffer');
}
