/** Keeps the customer's own word: yes or no to one use of their data by one partner. */
import { z } from 'zod';
import { defineAction, partnerParam, purposeParam } from '@recipro/schema';

export const consentRecord = defineAction({
  kind: 'consent.record',
  title: 'Record consent',
  summary: 'Keeps that the customer said yes, or no longer, to one use of their data.',
  icon: 'shield-check',
  group: 'Customer',
  params: z.strictObject({
    purpose: purposeParam({
      title: 'Purpose',
      description: 'What the data may be used for, such as offers nearby.',
    }),
    partner: partnerParam({ title: 'Who may use it' }),
    answer: z.enum(['granted', 'withdrawn']).meta({ title: 'The customer’s answer' }),
  }),
  declines: false,
  plan({ purpose, partner, answer }) {
    return { effects: [{ type: 'consent', purpose, partner, granted: answer === 'granted' }] };
  },
});
