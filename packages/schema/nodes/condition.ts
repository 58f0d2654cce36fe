/** A question about the facts. Ways out: `yes` and `no`. */
import { z } from 'zod';
import { Condition } from '../condition.ts';
import { nodeFields } from './node.ts';

export const ConditionNode = z.strictObject({
  ...nodeFields,
  kind: z.literal('condition'),
  conditions: Condition,
});
export type ConditionNode = z.infer<typeof ConditionNode>;
