/** What happened, over HTTP: events, runs, customers, and the books. Lists come newest first, with a cursor to go on. */
import { z } from 'zod';
import { Event } from '../event.ts';
import { Slug } from '../identifier.ts';
import { Trace } from '../trace.ts';

export const LIST_LIMIT_MAX = 200;

/** The answer to an accepted event, equal for every repeat of it. */
export const EventReceipt = z.object({ source: z.string(), id: z.string(), eventId: z.string() });
export type EventReceipt = z.infer<typeof EventReceipt>;
export const EventsAccepted = z.object({ events: z.array(EventReceipt) });
export type EventsAccepted = z.infer<typeof EventsAccepted>;

export const RunSummary = z.object({
  id: z.string(),
  workflow: z.string(),
  workflowName: z.string(),
  version: z.int(),
  customerId: z.string(),
  /** The customer as the event named them: the partner's own number. */
  subject: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  partner: z.string(),
  atMs: z.int(),
  /** The node where the path ended and how. */
  lastNode: z.string(),
  lastOutcome: z.string(),
  declined: z.boolean(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const TransferView = z.object({
  id: z.string(),
  kind: z.string(),
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  amountMinor: z.int(),
  reference: z.string().nullable(),
  reverses: z.string().nullable(),
  availableAtMs: z.int().nullable(),
  runId: z.string(),
  customerId: z.string(),
  /** The customer as a partner calls them: the first of the numbers on their page. */
  subject: z.string(),
  atMs: z.int(),
  hash: z.string(),
});
export type TransferView = z.infer<typeof TransferView>;

export const VoucherView = z.object({
  code: z.string(),
  offer: z.string(),
  redeemer: z.string(),
  customerId: z.string(),
  runId: z.string(),
  issuedAtMs: z.int(),
  expiresAtMs: z.int().nullable(),
  redeemedAtMs: z.int().nullable(),
});
export type VoucherView = z.infer<typeof VoucherView>;

export const RunView = RunSummary.extend({
  event: Event,
  trace: Trace,
  transfers: z.array(TransferView),
  vouchers: z.array(VoucherView),
  deliveries: z.array(z.object({ id: z.string(), partner: z.string(), status: z.string() })),
});
export type RunView = z.infer<typeof RunView>;

export const Identity = z.strictObject({ partner: Slug, subject: z.string().min(1).max(128) });
export type Identity = z.infer<typeof Identity>;

/** Says that two partners' ids mean one customer. Refused when both already have a history of their own. */
export const CustomerLink = z.strictObject({ known: Identity, also: Identity });
export type CustomerLink = z.infer<typeof CustomerLink>;

export const BalanceView = z.object({
  currency: z.string(),
  balanceMinor: z.int(),
  /** Part of the balance that is not available yet. */
  pendingMinor: z.int(),
});

export const CustomerSummary = z.object({
  id: z.string(),
  identities: z.array(Identity),
  tags: z.array(z.string()),
  balances: z.array(BalanceView),
  firstSeenAtMs: z.int(),
  lastEventAtMs: z.int().nullable(),
});
export type CustomerSummary = z.infer<typeof CustomerSummary>;

export const CustomerView = CustomerSummary.extend({
  scores: z.array(z.object({ name: z.string(), value: z.number(), updatedAtMs: z.int() })),
  consents: z.array(
    z.object({
      purpose: z.string(),
      partner: z.string(),
      grantedAtMs: z.int(),
      withdrawnAtMs: z.int().nullable(),
    }),
  ),
  vouchers: z.array(VoucherView),
  runs: z.array(RunSummary),
});
export type CustomerView = z.infer<typeof CustomerView>;

export const AccountView = z.object({
  address: z.string(),
  /** The customer whose account it is, as a partner calls them; null for a partner's account. */
  subject: z.string().nullable(),
  currency: z.string(),
  balanceMinor: z.int(),
  pendingMinor: z.int(),
});
export type AccountView = z.infer<typeof AccountView>;

/** An event that could not be evaluated, kept with its reason until it is retried. */
export const QuarantinedView = z.object({
  eventId: z.string(),
  partner: z.string(),
  type: z.string(),
  customerId: z.string(),
  acceptedAtMs: z.int(),
  reason: z.string(),
  event: Event,
});
export type QuarantinedView = z.infer<typeof QuarantinedView>;

export const Page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

export const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LIST_LIMIT_MAX).default(50),
  cursor: z.string().max(100).optional(),
  q: z.string().max(200).optional(),
  workflow: z.string().max(64).optional(),
  customer: z.string().max(64).optional(),
  partner: z.string().max(64).optional(),
  account: z.string().max(200).optional(),
  status: z.string().max(20).optional(),
  /** Runs: of this version; through this step, by this way out; whose path ended there, or went on. */
  version: z.coerce.number().int().min(1).optional(),
  step: z.string().max(64).optional(),
  outcome: z.string().max(64).optional(),
  ended: z.enum(['yes', 'no']).optional(),
  /** Runs: of events that happened since. */
  sinceMs: z.coerce.number().int().min(0).optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** The result of recomputing all the books: either clean, or the first bad row. */
export const VerifyResult = z.object({
  ok: z.boolean(),
  transfers: z.int(),
  accounts: z.int(),
  /** The sum of all balances of each currency; every one is zero when the books add up. */
  sums: z.array(z.object({ currency: z.string(), balanceMinor: z.int(), accounts: z.int() })),
  firstBad: z.object({ table: z.string(), id: z.string(), message: z.string() }).nullable(),
});
export type VerifyResult = z.infer<typeof VerifyResult>;
