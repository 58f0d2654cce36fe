/**
 * What an action wants changed, as data. The core checks it and turns it into rows; nothing else writes.
 * A step's effects are applied together or not at all; when they cannot be, the step is declined with a reason.
 */
import { z } from 'zod';
import { CurrencyCode, EventType, Label } from './identifier.ts';
import { Json } from './json.ts';
import { AmountMinor } from './money.ts';

/** Where value sits, such as `customer:cus_1`, `partner:cardia:issued`, `partner:cardia:payable:rydo`. */
export const AccountAddress = z.string().regex(/^(customer|partner)(:[A-Za-z0-9_-]{1,64}){1,4}$/);
/** Time in milliseconds since 1970, UTC. */
const AtMs = z.int().min(0);

export const Effect = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('score'),
    name: Label,
    mode: z.enum(['add', 'set']),
    value: z.int(),
  }),
  z.strictObject({
    type: z.literal('transfer'),
    /** The action that caused it, so that a statement can say what a line is for. */
    kind: z.string(),
    from: AccountAddress,
    to: AccountAddress,
    currency: CurrencyCode,
    amountMinor: AmountMinor,
    /** The partner's own number of the ride or order, so that a later event can reverse it. */
    reference: z.string().min(1).max(128).optional(),
    /** Pending until then: it counts in the books, but cannot be spent or paid out yet. */
    availableAtMs: AtMs.optional(),
  }),
  z.strictObject({
    type: z.literal('reverse'),
    reference: z.string().min(1).max(128),
    /** Which part of each transfer goes back; all that is left when absent. */
    part: z.strictObject({ numerator: AmountMinor, denominator: AmountMinor.min(1) }).optional(),
  }),
  z.strictObject({
    type: z.literal('voucher'),
    offer: Label,
    redeemer: z.string(),
    expiresAtMs: AtMs.optional(),
  }),
  /** Uses a voucher up: once, for this offer, by the partner it was issued for, in time. */
  z.strictObject({
    type: z.literal('redeem'),
    code: z.string().min(1).max(64),
    offer: Label,
    redeemer: z.string(),
  }),
  z.strictObject({ type: z.literal('tag'), tag: Label, mode: z.enum(['add', 'remove']) }),
  z.strictObject({
    type: z.literal('consent'),
    purpose: Label,
    partner: z.string(),
    granted: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('deliver'),
    to: z.string(),
    event: EventType,
    data: z.record(z.string(), Json),
  }),
  /** Hands `input` to the action's own `perform`, after commit, retried until it succeeds or is given up. */
  z.strictObject({ type: z.literal('perform'), input: z.record(z.string(), Json) }),
]);
export type Effect = z.infer<typeof Effect>;

/** Why a step was not done: a code that a program can read and a sentence that a person can. */
export const Declined = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]*$/),
  reason: z.string(),
  details: z.record(z.string(), Json).optional(),
});
export type Declined = z.infer<typeof Declined>;
