/**
 * What is locked by whom. Locks are always taken in this order, and rows of one table in the order of their keys.
 * K1. The revision: shared by those who work with a picture of live workflows and partners, alone by those who change it.
 *     It is an advisory lock because that one is given in turn; share locks on a row could keep a publisher waiting for ever.
 * K2. The counter of arrivals: alone, by whoever numbers events or says who is who.
 * K3. The chain of a shard: alone, by whoever evaluates it.
 * K4. Accounts of customers, vouchers, deliveries: alone, row by row. K5. Other accounts: alone, when a batch is written.
 */
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

/** Any number that only we use; it is the same in every version of this program. */
const REVISION_KEY = 1_380_013_393;

const share = statement(`SELECT pg_advisory_xact_lock_shared(${REVISION_KEY})`);
const alone = statement(`SELECT pg_advisory_xact_lock(${REVISION_KEY})`);
const bump = statement('UPDATE revisions SET revision = revision + 1');
const counter = statement<[], { seq: number }>('SELECT seq FROM counters FOR UPDATE');

/** Nobody changes live workflows, partners or credentials until this transaction ends. */
export async function shareRevision(tx: Tx): Promise<void> {
  await tx.run(share);
}

/** Waits until nobody works with the revision that is. The first thing that a change of them does. */
export async function holdRevision(tx: Tx): Promise<void> {
  await tx.run(alone);
}

/** The change was made: pictures from before it are out of date. */
export async function bumpRevision(tx: Tx): Promise<void> {
  await tx.run(bump);
}

/** The number of the newest event; nobody else numbers one until this transaction ends. */
export async function lockCounter(tx: Tx): Promise<number> {
  return (await tx.get(counter))?.seq ?? 0;
}
