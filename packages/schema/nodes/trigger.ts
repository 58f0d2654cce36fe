/** Where a run begins: an event of one type from the partner that plays one role. Ways out: `next`. */
import { z } from 'zod';
import { EventType, Role } from '../identifier.ts';
import { nodeFields } from './node.ts';

export const TriggerNode = z.strictObject({
  ...nodeFields,
  kind: z.literal('trigger'),
  event: EventType,
  from: Role,
});
export type TriggerNode = z.infer<typeof TriggerNode>;
