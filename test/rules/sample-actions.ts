/** Small actions that the core is tried with: one for each kind of effect. */
import {
  amountParam,
  currencyParam,
  defineAction,
  offerParam,
  partnerParam,
  payloadParam,
  scoreParam,
  tagParam,
  textParam,
  valueParam,
} from '@recipro/schema';
import type { Action, ActionCatalog, Effect } from '@recipro/schema';
import { z } from 'zod';

const words = (title: string) => ({ title });
const about = { summary: 'For tests.', icon: 'circle', group: 'Tests' };

const credit = defineAction({
  ...about,
  kind: 'points.credit',
  title: 'Give points',
  declines: false,
  params: z.strictObject({
    currency: currencyParam(words('Points')),
    issuer: partnerParam(words('Issuer')),
    amount: amountParam(words('How many')),
    reference: textParam(words('Reference')).optional(),
    lockDays: z.int().min(0).default(0),
  }),
  plan: ({ currency, issuer, amount, reference, lockDays }, { customerId, nowMs }) => ({
    effects: [
      {
        type: 'transfer',
        kind: 'points.credit',
        from: `partner:${issuer}:issued`,
        to: `customer:${customerId}`,
        currency,
        amountMinor: amount,
        ...(reference === undefined ? {} : { reference }),
        ...(lockDays === 0 ? {} : { availableAtMs: nowMs + lockDays * 86_400_000 }),
      },
    ],
    result: { amount },
  }),
});

const debit = defineAction({
  ...about,
  kind: 'points.debit',
  title: 'Take points',
  declines: true,
  params: z.strictObject({
    currency: currencyParam(words('Points')),
    issuer: partnerParam(words('Issuer')),
    seller: partnerParam(words('Seller')),
    amount: amountParam(words('How many')),
    owed: amountParam(words('Owed')),
    reference: textParam(words('Reference')),
  }),
  plan: ({ currency, issuer, seller, amount, owed, reference }, { customerId }) => ({
    effects: [
      {
        type: 'transfer',
        kind: 'points.debit',
        from: `customer:${customerId}`,
        to: `partner:${issuer}:issued`,
        currency,
        amountMinor: amount,
        reference,
      },
      {
        type: 'transfer',
        kind: 'points.debit',
        from: `partner:${issuer}:payable:${seller}`,
        to: `partner:${seller}:receivable:${issuer}`,
        currency: 'USD',
        amountMinor: owed,
        reference,
      },
    ],
  }),
});

const reverse = defineAction({
  ...about,
  kind: 'ledger.reverse',
  title: 'Take back',
  declines: true,
  params: z.strictObject({
    reference: textParam(words('Reference')),
    part: z.strictObject({ numerator: z.int(), denominator: z.int() }).optional(),
  }),
  plan: ({ reference, part }) => ({
    effects: [{ type: 'reverse', reference, ...(part === undefined ? {} : { part }) }],
  }),
});

const score = defineAction({
  ...about,
  kind: 'score.add',
  title: 'Add to a score',
  declines: false,
  params: z.strictObject({ name: scoreParam(words('Score')), by: z.int() }),
  plan: ({ name, by }) => ({ effects: [{ type: 'score', name, mode: 'add', value: by }] }),
});

const voucher = defineAction({
  ...about,
  kind: 'voucher.issue',
  title: 'Issue a voucher',
  declines: false,
  results: { code: 'The code' },
  params: z.strictObject({
    offer: offerParam(words('Offer')),
    redeemer: partnerParam(words('Where')),
    days: z.int().min(0).optional(),
  }),
  plan: ({ offer, redeemer, days }, { nowMs }) => ({
    effects: [
      {
        type: 'voucher',
        offer,
        redeemer,
        ...(days === undefined ? {} : { expiresAtMs: nowMs + days * 86_400_000 }),
      },
    ],
  }),
});

const redeem = defineAction({
  ...about,
  kind: 'voucher.redeem',
  title: 'Use a voucher',
  declines: true,
  params: z.strictObject({
    offer: offerParam(words('Offer')),
    redeemer: partnerParam(words('Where')),
    code: valueParam(words('Code')),
  }),
  plan: ({ offer, redeemer, code }) =>
    typeof code === 'string'
      ? { effects: [{ type: 'redeem', code, offer, redeemer }] }
      : { declined: { code: 'code-missing', reason: 'The event brings no code.' } },
});

const tag = defineAction({
  ...about,
  kind: 'customer.tag',
  title: 'Tag',
  declines: false,
  params: z.strictObject({ tag: tagParam(words('Tag')) }),
  plan: ({ tag: name }) => ({ effects: [{ type: 'tag', tag: name, mode: 'add' }] }),
});

const send = defineAction({
  ...about,
  kind: 'message.send',
  title: 'Send a message',
  declines: false,
  params: z.strictObject({
    to: partnerParam(words('To')),
    text: textParam(words('Text')),
    payload: payloadParam(words('Payload')).default({}),
  }),
  plan: ({ to, text, payload }) => ({
    effects: [{ type: 'deliver', to, event: 'message.sent', data: { text, ...payload } }],
  }),
});

/** Wants exactly the effects it is given, right or wrong. */
export function actionWanting(kind: string, effects: readonly Effect[]): Action {
  return defineAction({
    ...about,
    kind,
    title: 'As told',
    declines: true,
    params: z.strictObject({}),
    plan: () => ({ effects }),
  });
}

export function catalogOf(...more: readonly Action[]): ActionCatalog {
  const all: readonly Action[] = [
    credit,
    debit,
    reverse,
    score,
    voucher,
    redeem,
    tag,
    send,
    ...more,
  ];
  return new Map(all.map((action) => [action.kind, action]));
}

export const ACTIONS: ActionCatalog = catalogOf();
