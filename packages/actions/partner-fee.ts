/** What one partner owes another: a referral fee, a paid ride, a redeemed voucher. It may be locked for some days first. */
import { z } from 'zod';
import {
  amountParam,
  currencyParam,
  daysParam,
  defineAction,
  partnerParam,
  textParam,
} from '@recipro/schema';
import { amountRefusal, currencyRefusal, referenceRefusal, refuse } from './refusal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export const partnerFee = defineAction({
  kind: 'partner.fee',
  title: 'Owe a partner',
  summary: 'Books what one partner owes another, such as a referral fee or a price.',
  icon: 'heart-handshake',
  group: 'Points and money',
  params: z.strictObject({
    from: partnerParam({ title: 'Who owes' }),
    to: partnerParam({ title: 'Who is owed' }),
    currency: currencyParam({ title: 'Currency' }),
    amount: amountParam({
      title: 'How much',
      description: 'Fixed, or worked out from a value of the event.',
    }),
    lockDays: daysParam({
      title: 'Locked for days',
      description:
        'It counts at once, but is paid out only when these days have passed, so that a return can undo it first.',
    }).optional(),
    reference: textParam({
      title: 'Reference',
      description: 'Your own number of the order or ride, so that a later event can undo it.',
    }).optional(),
  }),
  declines: true,
  results: { amountMinor: 'How much is owed', availableAt: 'When it can be paid out' },
  plan(params, context) {
    const refused = refuse(
      amountRefusal(params.amount),
      currencyRefusal(params.currency, context),
      referenceRefusal(params.reference),
      params.from === params.to
        ? {
            code: 'same-partner',
            reason: `${params.from} cannot owe itself. Choose two different partners.`,
          }
        : null,
    );
    if (refused !== null) return refused;
    const lockMs = (params.lockDays ?? 0) * DAY_MS;
    const availableAtMs = context.nowMs + lockMs;
    return {
      effects: [
        {
          type: 'transfer',
          kind: 'partner.fee',
          from: `partner:${params.from}:payable:${params.to}`,
          to: `partner:${params.to}:receivable:${params.from}`,
          currency: params.currency,
          amountMinor: params.amount,
          ...(params.reference === undefined ? {} : { reference: params.reference }),
          ...(lockMs === 0 ? {} : { availableAtMs }),
        },
      ],
      result: { amountMinor: params.amount, availableAt: new Date(availableAtMs).toISOString() },
    };
  },
});
