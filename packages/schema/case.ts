/**
 * A case: a customer as they are, the events that come, and (when it is a test) what must be true afterwards.
 * Partners are named by role, so that a case still holds when another partner plays the part.
 */
import { z } from 'zod';
import { CurrencyCode, EventType, Label, NodeId, Role } from './identifier.ts';
import { Json } from './json.ts';

const Balances = z.record(CurrencyCode, z.int());
const Scores = z.record(Label, z.number());

/** The customer before the first event. Everything left out is empty. */
export const Given = z.strictObject({
  /** Who the customer is, which decides the way through a split; any name will do. */
  customer: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'use letters, digits, hyphens and underscores')
    .optional(),
  tags: z.array(Label).optional(),
  scores: Scores.optional(),
  balances: Balances.optional(),
  consents: z.array(z.strictObject({ purpose: Label, partner: Role })).optional(),
});
export type Given = z.infer<typeof Given>;

export const CaseEvent = z.strictObject({
  id: z.string().min(1).max(128).optional(),
  type: EventType,
  from: Role,
  /** When it happened; the clock of the case moves to it. */
  time: z.iso.datetime({ offset: true }).optional(),
  /** In its texts `{{voucher.Free coffee}}` stands for the code of the last voucher for that offer that the case has issued before. */
  data: z.record(z.string(), Json).optional(),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

/** Only what is named is checked. */
export const Expect = z.strictObject({
  /** The outcome of steps over all events, last one counts: `{ "debit": "done", "is-member": "no" }`. */
  steps: z.record(NodeId, z.string()).optional(),
  /** Steps that no event may have reached. */
  notReached: z.array(NodeId).optional(),
  balances: Balances.optional(),
  scores: Scores.optional(),
  tags: z.array(Label).optional(),
  /** What one role owes another, net, in minor units, and how much of it is still pending at the last event. */
  owed: z
    .array(
      z.strictObject({
        from: Role,
        to: Role,
        currency: CurrencyCode,
        amountMinor: z.int(),
        pendingMinor: z.int().optional(),
      }),
    )
    .optional(),
  vouchers: z.int().min(0).optional(),
  messages: z.int().min(0).optional(),
});
export type Expect = z.infer<typeof Expect>;

export const Case = z.strictObject({
  title: z.string().min(1).max(120),
  given: Given.optional(),
  events: z.array(CaseEvent).min(1).max(50),
  expect: Expect.optional(),
});
export type Case = z.infer<typeof Case>;

const VOUCHER_PLACE = /\{\{voucher\.([^{}]{1,80})\}\}/g;

/** A case event's data with the code of the last voucher of each offer. One that was not issued stays as written. */
export function withVoucherCodes(data: Json, codes: ReadonlyMap<string, string>): Json {
  if (typeof data === 'string')
    return data.replaceAll(VOUCHER_PLACE, (place, offer: string) => codes.get(offer) ?? place);
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) return data.map((item) => withVoucherCodes(item, codes));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, withVoucherCodes(value, codes)]),
  );
}
