/** Raises or lowers a score of the customer. */
import { z } from 'zod';
import { amountParam, defineAction, scoreParam } from '@recipro/schema';

export const scoreAdd = defineAction({
  kind: 'score.add',
  title: 'Change a score',
  summary: 'Raises or lowers a score of the customer.',
  icon: 'star',
  group: 'Customer',
  params: z.strictObject({
    name: scoreParam({ title: 'Score', description: 'Its name, such as loyalty.' }),
    by: amountParam({
      title: 'By how much',
      description: 'A whole number, fixed or worked out from the event.',
    }),
    direction: z.enum(['raise', 'lower']).optional().meta({
      title: 'Raise or lower',
      description: 'It is raised unless you choose to lower it.',
    }),
  }),
  declines: true,
  plan(params) {
    if (!Number.isSafeInteger(params.by))
      return {
        declined: {
          code: 'score-not-whole',
          reason: 'A score changes by whole numbers, and this is not one.',
        },
      };
    const value = params.direction === 'lower' && params.by !== 0 ? -params.by : params.by;
    return { effects: [{ type: 'score', name: params.name, mode: 'add', value }] };
  },
});
