/** Sets a score of the customer to a value, whatever it was. */
import { z } from 'zod';
import { amountParam, defineAction, scoreParam } from '@recipro/schema';

export const scoreSet = defineAction({
  kind: 'score.set',
  title: 'Set a score',
  summary: 'Gives a score of the customer this value, whatever it was before.',
  icon: 'gauge',
  group: 'Customer',
  params: z.strictObject({
    name: scoreParam({ title: 'Score', description: 'Its name, such as loyalty.' }),
    to: amountParam({
      title: 'Value',
      description: 'A whole number, fixed or worked out from the event.',
    }),
  }),
  declines: true,
  plan(params) {
    if (!Number.isSafeInteger(params.to))
      return {
        declined: {
          code: 'score-not-whole',
          reason: 'A score is a whole number, and this is not one.',
        },
      };
    return { effects: [{ type: 'score', name: params.name, mode: 'set', value: params.to }] };
  },
});
