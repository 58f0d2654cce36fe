/**
 * The storage port: what the rest of the server can say to a store. Methods are verbs of the domain; none shows a transaction.
 * Inbox, timers and outbox here are the truth; a queue can be lost and refilled from `backlog`.
 *
 * S1. When `accept` has resolved, its events are on disk (fsync) and survive a power cut.
 * S2. `evaluate` reads facts, lets the program decide and writes what it decided in one transaction; an event is written whole or not at all.
 * S3. Rows of transfers and postings are only ever added. Each transfer carries the hash of the one before it in its chain (shard).
 * S4. Ids are derived from what they name, so that a repeat hits a unique key instead of doubling anything.
 * S5. Nothing of a partner's secret is stored in clear; this port only sees sealed secrets and hashes.
 *
 * Errors that any method can give: `storage-busy` (retry), `storage-full` (retry later), `storage-failed` (the process must end).
 * Each method lists its own beside it; see server/errors.ts. Times are milliseconds since 1970 UTC.
 */
import type { Ask, RunInput, RunRecord } from '@recipro/rules';
import type {
  AccountView,
  CustomerLink,
  CustomerSummary,
  CustomerView,
  DeliveryView,
  Event,
  EventTypeView,
  IssuedCurrency,
  ListQuery,
  Page,
  PartnerView,
  QuarantinedView,
  RunSummary,
  RunView,
  TransferView,
  VerifyResult,
  VersionView,
  Workflow,
  WorkflowStatus,
  WorkflowSummary,
} from '@recipro/schema';
import type { CustomerEvent } from './customer-event.ts';
import type { RunPath, RunPathQuery } from './run-path.ts';
export type { CustomerEvent } from './customer-event.ts';
export { RUNS_LATE_MAX } from './run-path.ts';
export type { RunPath } from './run-path.ts';

/** An event that passed the door, ready to be kept. `bodyHash` is SHA-256 of its canonical JSON. */
export type ArrivedEvent = { readonly event: Event; readonly bodyHash: Uint8Array };

/** `seq` is its number in the order of arrivals and `shard` what the queue is rung for; a duplicate has none because nothing is new. */
export type AcceptedEvent =
  | {
      readonly outcome: 'accepted';
      readonly eventId: string;
      readonly seq: number;
      readonly shard: number;
    }
  | { readonly outcome: 'duplicate'; readonly eventId: string };

/** A request is kept whole or not at all. `conflicts` are the places of events whose id was used with another body. */
export type AcceptedRequest =
  | { readonly outcome: 'accepted'; readonly events: readonly AcceptedEvent[] }
  | { readonly outcome: 'conflict'; readonly conflicts: readonly number[] };

export type InboxEvent = {
  readonly seq: number;
  readonly eventId: string;
  readonly event: Event;
  readonly customerId: string;
  readonly acceptedAtMs: number;
};

/**
 * All runs of one event as one generator. It yields the run that the next asks belong to together with the ask,
 * and returns the records to keep. A throw quarantines the event and undoes what it did. Where one event of a batch throws, a store
 * may begin all of them again, so it must do nothing but ask.
 */
export type EvaluateEvent = (
  event: InboxEvent,
) => Generator<{ readonly run: RunInput; readonly ask: Ask }, readonly RunRecord[], unknown>;

export type EvaluateBatch = {
  /** What waits in these is worked by turn (storage/turn.ts): in order for each customer, and fairly between partners. */
  readonly shards: readonly number[];
  readonly limit: number;
  /** The revision of live workflows and partners that `evaluateEvent` was built from. */
  readonly revision: number;
  readonly evaluateEvent: EvaluateEvent;
};

export type Evaluated =
  /** Live workflows or partners changed since; load them and call again. Nothing was done. */
  | { readonly outcome: 'stale' }
  | {
      readonly outcome: 'evaluated';
      readonly done: number;
      readonly quarantined: number;
      /** Whether events still wait in these shards. */
      readonly more: boolean;
      /** Whether the outbox got new rows. */
      readonly outbox: boolean;
    };

/** Events of one partner that wait in one shard. */
export type Line = {
  readonly shard: number;
  readonly partner: string;
  /** At least 1: a line in which nobody waits is left out. */
  readonly waiting: number;
  /** Grows with each event of this line that leaves it. */
  readonly done: number;
};

/** A published version that takes events now. */
export type LiveWorkflow = { readonly version: number; readonly document: Workflow };
export type Live = {
  readonly revision: number;
  readonly workflows: readonly LiveWorkflow[];
  readonly partners: readonly PartnerView[];
};

/** What the door needs to know a sender. Secrets are sealed; keys are SHA-256 hashes. */
export type Credential = {
  readonly partner: string;
  /** Newest first; an older one stays valid until `validUntilMs`. */
  readonly secrets: readonly { readonly sealed: string; readonly validUntilMs: number | null }[];
  readonly keyHashes: readonly string[];
};

/** A row of the outbox that this process may send until `leaseUntilMs`. `fence` must come back with the result. */
export type ClaimedDelivery = {
  readonly id: string;
  readonly fence: number;
  readonly kind: 'deliver' | 'perform';
  /** For `deliver` the partner, for `perform` the action's kind. */
  readonly to: string;
  readonly type: string;
  readonly body: string;
  readonly endpointUrl: string | null;
  readonly sealedSecret: string | null;
  /** Attempts made before this one. */
  readonly attempts: number;
};

export type DeliveryResult = {
  readonly id: string;
  readonly fence: number;
  readonly attempt: {
    readonly atMs: number;
    readonly status: number | null;
    readonly error: string | null;
    readonly durationMs: number;
  };
  readonly next:
    | { readonly outcome: 'delivered' }
    | { readonly outcome: 'retry'; readonly atMs: number }
    | { readonly outcome: 'failed' }
    /** The endpoint said 410 Gone: this delivery fails and the endpoint gets no more. */
    | { readonly outcome: 'gone' };
};

export type DraftView = {
  readonly document: Workflow;
  readonly revision: number;
  readonly status: WorkflowStatus;
  readonly liveVersion: number | null;
  readonly updatedAtMs: number;
};

export type Storage = {
  // --- the flow: inbox → runs → outbox
  /** Many requests in one transaction. Same `source` + `id`: `duplicate` where the body is equal, else `conflict`. */
  accept(
    requests: readonly (readonly ArrivedEvent[])[],
    nowMs: number,
  ): Promise<readonly AcceptedRequest[]>;
  /** What waits, by shard and partner. Cheap however much it is: it is counted when it comes and goes. */
  backlog(): Promise<readonly Line[]>;
  /**
   * Makes `holder` the only one who has the duty, until `nowMs + leaseMs`: where nobody has it, where that time has passed, or
   * where it is the holder's already. Null while another has it. The fence grows with each change of hands.
   */
  takeDuty(duty: {
    name: string;
    holder: string;
    nowMs: number;
    leaseMs: number;
  }): Promise<{ readonly fence: number } | null>;
  /** Lets another have it at once. Nothing happens where it is not the holder's. */
  dropDuty(name: string, holder: string): Promise<void>;
  live(): Promise<Live>;
  /** The number that changes with every change of live workflows, partners or credentials. Cheap. */
  revision(): Promise<number>;
  /** Numbers that grow with what happened, so that a screen knows when to look again. Cheap. */
  pulse(): Promise<{ readonly events: number; readonly runs: number; readonly deliveries: number }>;
  evaluate(batch: EvaluateBatch): Promise<Evaluated>;
  quarantined(query: ListQuery): Promise<Page<QuarantinedView>>;
  /** Puts it back to waiting, to be evaluated as the newest of its customer. False where it is not in quarantine. */
  retryQuarantined(eventId: string): Promise<{ readonly shard: number } | null>;
  /** Due rows, longest due first, without those whose `to` is in `except`: receivers that have their full share already. */
  claimDeliveries(options: {
    nowMs: number;
    leaseMs: number;
    limit: number;
    except: readonly string[];
  }): Promise<readonly ClaimedDelivery[]>;
  /** Many in one transaction. False where the fence is old: another process has claimed it since, and nothing of it was written. */
  settleDeliveries(results: readonly DeliveryResult[]): Promise<readonly boolean[]>;
  redeliver(id: string, nowMs: number): Promise<boolean>;

  // --- partners
  partners(): Promise<readonly PartnerView[]>;
  partner(id: string): Promise<PartnerView | null>;
  /** `partner-exists`, `currency-taken`. */
  addPartner(partner: {
    id: string;
    name: string;
    currencies: readonly IssuedCurrency[];
    sealedSecret: string;
    key: { id: string; label: string; prefix: string; hash: string };
    nowMs: number;
  }): Promise<PartnerView>;
  /** `partner-unknown`, `currency-taken`, `currency-in-use`. */
  updatePartner(
    id: string,
    change: { name?: string; currencies?: readonly IssuedCurrency[]; endpointUrl?: string | null },
  ): Promise<PartnerView>;
  /** `partner-unknown`. */
  addKey(
    partner: string,
    key: { id: string; label: string; prefix: string; hash: string; nowMs: number },
  ): Promise<PartnerView>;
  revokeKey(partner: string, keyId: string, nowMs: number): Promise<boolean>;
  /** The new secret signs from now; the old one still verifies until `oldValidUntilMs`. `partner-unknown`. */
  rotateSecret(
    partner: string,
    sealedSecret: string,
    nowMs: number,
    oldValidUntilMs: number,
  ): Promise<void>;
  credentials(): Promise<readonly Credential[]>;

  // --- workflows
  workflows(): Promise<readonly WorkflowSummary[]>;
  workflow(id: string): Promise<DraftView | null>;
  /** `workflow-exists`. */
  createWorkflow(document: Workflow, nowMs: number): Promise<DraftView>;
  /** Keeps the document when `revision` is current; otherwise says which one is. An equal document keeps its revision. `workflow-unknown`. */
  saveDraft(
    id: string,
    document: Workflow,
    revision: number,
    nowMs: number,
  ): Promise<{ readonly outcome: 'saved' | 'conflict'; readonly revision: number }>;
  /** Makes the draft at `revision` the live version. `workflow-unknown`, `revision-changed`. */
  publish(
    id: string,
    options: { revision: number; rules: string; digest: string; user: string; nowMs: number },
  ): Promise<{ readonly version: number }>;
  /** `workflow-unknown`, `never-published`. */
  setStatus(id: string, status: 'live' | 'paused', nowMs: number): Promise<void>;
  versions(id: string): Promise<readonly VersionView[]>;
  /** The document and rules as published, or null. */
  version(
    id: string,
    version: number,
  ): Promise<{ readonly document: Workflow; readonly rules: string } | null>;

  // --- what happened
  runs(query: ListQuery): Promise<Page<RunSummary>>;
  run(id: string): Promise<RunView | null>;
  /** Paths of a version's runs that the caller does not know, by rising number. */
  runPaths(of: RunPathQuery): Promise<readonly RunPath[]>;
  customers(query: ListQuery): Promise<Page<CustomerSummary>>;
  customer(id: string): Promise<CustomerView | null>;
  /** Their newest events, newest first; none for an unknown customer. */
  customerEvents(customer: string, limit: number): Promise<readonly CustomerEvent[]>;
  /** `customer-has-history` where `also` already is another customer with events. */
  linkIdentity(link: CustomerLink, nowMs: number): Promise<{ readonly customerId: string }>;
  transfers(query: ListQuery): Promise<Page<TransferView>>;
  accounts(query: ListQuery): Promise<Page<AccountView>>;
  deliveries(query: ListQuery): Promise<Page<DeliveryView>>;
  eventTypes(): Promise<readonly EventTypeView[]>;
  /** Recomputes hashes, sums and balances; names the first bad row. */
  verify(): Promise<VerifyResult>;

  // --- sessions
  addSignInToken(tokenHash: string, expiresAtMs: number): Promise<void>;
  /** Uses the token up and opens the session in one step; false where it is unknown, used or too old. */
  openSession(options: {
    tokenHash: string;
    sessionHash: string;
    expiresAtMs: number;
    nowMs: number;
  }): Promise<boolean>;
  session(sessionHash: string, nowMs: number): Promise<{ readonly expiresAtMs: number } | null>;
  closeSession(sessionHash: string): Promise<void>;

  close(): Promise<void>;
};
