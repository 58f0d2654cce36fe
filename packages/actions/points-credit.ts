/** Gives the customer points. The partner that issues them bears them until they are spent. */
import { z } from 'zod';
import { amountParam, currencyParam, defineAction, partnerParam, textParam } from '@recipro/schema';
import { amountRefusal, issuerRefusal, referenceRefusal, refuse } from './refusal.ts';

export const pointsCredit = defineAction({
  kind: 'points.credit',
  title: 'Give points',
  summary: 'Adds points to the balance of the customer.',
  icon: 'coins',
  group: 'Points and money',
  params: z.strictObject({
    issuer: partnerParam({
      title: 'Given by',
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
        'Your own number of the order or ride, so that a later event can take the points back.',
    }).optional(),
  }),
  declines: true,
  results: { amountMinor: 'How many points were given' },
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
          kind: 'points.credit',
          from: `partner:${params.issuer}:issued`,
          to: `customer:${context.customerId}`,
          currency: params.currency,
          amountMinor: params.amount,
          ...(params.reference === undefined ? {} : { reference: params.reference }),
        },
      ],
      result: { amountMinor: params.amount },
    };
  },
});
