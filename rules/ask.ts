/**
 * What a program asks of whoever drives it. A program is a generator: it yields an ask and is resumed with the answer.
 * Drivers only read and write rows; every decision (may this balance be spent? what is left to reverse?) is made in the core.
 *
 * A1. All asks of one event are answered inside one transaction, in the order they are made.
 * A2. `account` locks the account for writing where the store has such locks; the program asks for a step's accounts in address order.
 * A3. A write is answered when it is done; it is never refused for a reason of the domain. A driver that throws undoes the event.
 * A4. Reads see the writes made before them in the same event.
 */
import type { Event, Json, Trace } from '@recipro/schema';

export type CustomerFact = {
  readonly id: string;
  readonly tags: readonly string[];
};

/** Integer minor units. `pendingMinor` is the part of `balanceMinor` whose `availableAtMs` lies after the time asked for. */
export type AccountState = { readonly balanceMinor: number; readonly pendingMinor: number };

/** A transfer that carries a reference, with what is not yet reversed of it. */
export type ReversibleTransfer = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly remainingMinor: number;
  readonly availableAtMs: number | null;
};

export type NewTransfer = {
  /** Derived from run, node and position: the unique key that makes a repeat impossible. */
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly reference: string | null;
  readonly reverses: string | null;
  readonly availableAtMs: number | null;
  readonly nodeId: string;
};

export type VoucherState = {
  readonly offer: string;
  readonly redeemer: string;
  readonly expiresAtMs: number | null;
  readonly redeemedAtMs: number | null;
};

export type Ask =
  // reads
  | { readonly ask: 'customer' } // CustomerFact
  | { readonly ask: 'score'; readonly name: string } // number, 0 where there is none
  | {
      readonly ask: 'account';
      readonly address: string;
      readonly currency: string;
      readonly atMs: number;
    } // AccountState
  | { readonly ask: 'consent'; readonly purpose: string; readonly partner: string } // boolean
  /** How many earlier events of this type this customer had in [sinceMs, now), from any partner; not counting the event at hand. */
  | { readonly ask: 'count-events'; readonly type: string; readonly sinceMs: number } // number
  /** How many earlier runs of this workflow, for this customer, ended this step with `done` since then. */
  | {
      readonly ask: 'count-steps';
      readonly workflow: string;
      readonly node: string;
      readonly sinceMs: number;
    } // number
  /** Transfers of this workflow, partner and customer with this reference that are not themselves reversals, oldest first. */
  | { readonly ask: 'reversible'; readonly workflow: string; readonly reference: string } // ReversibleTransfer[]
  /** Locks the voucher. Null where there is none with this code. */
  | { readonly ask: 'voucher'; readonly code: string } // VoucherState | null
  // writes
  | { readonly ask: 'put-score'; readonly name: string; readonly value: number } // null
  | { readonly ask: 'post'; readonly transfer: NewTransfer } // null
  | {
      readonly ask: 'issue-voucher';
      readonly key: string;
      readonly offer: string;
      readonly redeemer: string;
      readonly expiresAtMs: number | null;
    } // { code: string }
  | { readonly ask: 'redeem-voucher'; readonly code: string; readonly atMs: number } // null
  | { readonly ask: 'put-tag'; readonly tag: string; readonly present: boolean } // null
  | {
      readonly ask: 'put-consent';
      readonly purpose: string;
      readonly partner: string;
      readonly granted: boolean;
    } // null
  | {
      readonly ask: 'send';
      readonly key: string;
      readonly kind: 'deliver' | 'perform';
      /** The partner for `deliver`, the action's kind for `perform`. */
      readonly to: string;
      readonly type: string;
      readonly data: Readonly<Record<string, Json>>;
    }; // null

/** What the run is about. The driver answers asks for this customer and writes rows that name this run. */
export type RunInput = {
  readonly event: Event;
  readonly eventId: string;
  readonly customerId: string;
  /** The event's own time, or when it was accepted where it brought none; ms since 1970 UTC. */
  readonly nowMs: number;
  readonly runId: string;
  readonly workflow: string;
  readonly version: number;
};

/** What one event did in one workflow. `done` names the steps that ended with `done`, for `count-steps`. */
export type RunRecord = {
  readonly input: RunInput;
  readonly trace: Trace;
  readonly done: readonly string[];
  readonly declined: boolean;
};
