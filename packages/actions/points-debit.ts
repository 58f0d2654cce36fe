/** Takes points from the customer. The core declines it when the customer has too few available. */
import { z } from 'zod';
import { amountParam, currencyParam, defineAction, partnerParam, textParam } from '@recipro/schema';
import { amountRefusal, issuerRefusal, referenceRefusal, refuse } from './refusal.ts';

export const pointsDebit = defineAction({
  kind: 'points.debit',
  title: 'Take points',
  summary: 'Takes points as payment; declined when the customer has too few.',
  icon: 'credit-card-pay',
  group: 'Points and money',
  params: z.strictObject({
    issuer: partnerParam({
      title: 'Taken back by',
      description: 'The partner that issues these points.',
    }),
    currency: currencyParam({ title: 'Points' }),
    amount: amountParam({
      title: 'How many',
      description: 'Fixed, or worked out from a value of the event.',
    }),
    reference: textParam({
      title: 'Reference',
      description:
        'Your own number of the order or ride, so that a later event can give the points back.',
    }).optional(),
  }),
  declines: true,
  results: { amountMinor: 'How many points were taken' },
  plan(params, context) {
    const refused = refuse(
      amountRefusal(params.amount),
      issuerRefusal(params.currency, params.issuer, context),
      referenceRefusal(params.reference),
    );
    if (refused !== null) return refused;
    return {
      effects: [
        {
          type: 'transfer',
          kind: 'points.debit',
          from: `customer:${context.customerId}`,
          to: `partner:${params.issuer}:issued`,
          currency: params.currency,
          amountMinor: params.amount,
          ...(params.reference === undefined ? {} : { reference: params.reference }),
        },
      ],
      result: { amountMinor: params.amount },
    };
  },
});
