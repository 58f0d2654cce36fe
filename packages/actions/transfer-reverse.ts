/** Undoes what an earlier event booked under a reference, whole or in part. Nothing is edited: new entries go the other way. */
import { z } from 'zod';
import { defineAction, textParam, valueParam } from '@recipro/schema';
import type { Declined, Json } from '@recipro/schema';
import { amountRefusal, referenceRefusal, refuse } from './refusal.ts';

export const transferReverse = defineAction({
  kind: 'transfer.reverse',
  title: 'Undo by reference',
  summary: 'Gives back what was booked under a reference: points, fees, all of it or a part.',
  icon: 'arrow-back-up',
  group: 'Points and money',
  params: z.strictObject({
    reference: textParam({
      title: 'Reference',
      description:
        'The same text that the step wrote which booked it, such as the number of the ride.',
    }),
    returned: valueParam({
      title: 'Returned amount',
      description:
        'For a part only: the value that came back. Leave both empty to undo all that is left.',
    }).optional(),
    of: valueParam({
      title: 'Of the whole amount',
      description: 'For a part only: the value of the whole order.',
    }).optional(),
  }),
  declines: true,
  plan(params) {
    const { returned, of, reference } = params;
    const refused = refuse(referenceRefusal(reference), partRefusal(returned, of));
    if (refused !== null) return refused;
    const part =
      typeof returned === 'number' && typeof of === 'number'
        ? { part: { numerator: returned, denominator: of } }
        : {};
    return { effects: [{ type: 'reverse', reference, ...part }] };
  },
});

/** Either neither value is set, or both are whole amounts and no more comes back than there was. */
function partRefusal(returned: Json | undefined, of: Json | undefined): Declined | null {
  if (returned === undefined && of === undefined) return null;
  if (returned === undefined || of === undefined)
    return {
      code: 'part-incomplete',
      reason: 'To undo a part, both the returned amount and the whole amount are needed.',
    };
  const wrong = amountRefusal(returned) ?? amountRefusal(of);
  if (wrong !== null) return wrong;
  if (Number(returned) > Number(of))
    return {
      code: 'part-too-large',
      reason: `${Number(returned)} was returned, but the whole was only ${Number(of)}.`,
    };
  return null;
}
