/** Gives the customer a voucher with a code of its own, to be used once at one partner. */
import { z } from 'zod';
import { defineAction, offerParam, partnerParam } from '@recipro/schema';

const DAY_MS = 24 * 60 * 60 * 1000;
const VALID_DAYS_MAX = 3650;

export const voucherIssue = defineAction({
  kind: 'voucher.issue',
  title: 'Issue a voucher',
  summary: 'Gives the customer a code that one partner accepts once.',
  icon: 'ticket',
  group: 'Offers',
  params: z.strictObject({
    offer: offerParam({ title: 'Offer', description: 'What it is good for, such as Free coffee.' }),
    redeemer: partnerParam({ title: 'Used at', description: 'The only partner that may take it.' }),
    validDays: z.int().min(1).max(VALID_DAYS_MAX).optional().meta({
      title: 'Valid for days',
      description: 'Without an end when left empty.',
      input: 'days',
    }),
  }),
  declines: false,
  // The code is made where the voucher is kept; the core adds it to the result.
  results: { code: 'The code of the voucher', expiresAt: 'When it ends' },
  plan(params, context) {
    const { offer, redeemer, validDays } = params;
    if (validDays === undefined) return { effects: [{ type: 'voucher', offer, redeemer }] };
    const expiresAtMs = context.nowMs + validDays * DAY_MS;
    return {
      effects: [{ type: 'voucher', offer, redeemer, expiresAtMs }],
      result: { expiresAt: new Date(expiresAtMs).toISOString() },
    };
  },
});
