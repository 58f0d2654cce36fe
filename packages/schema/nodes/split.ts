/**
 * Divides customers into groups by chance that never changes: the same customer is always in the same group.
 * Ways out: one for each group, `a` to `d`, and `holdout` for those who are left as they were, to compare with.
 */
import { z } from 'zod';
import { Label } from '../identifier.ts';
import { nodeFields } from './node.ts';

export const SPLIT_WAYS = ['a', 'b', 'c', 'd'] as const;

const Percent = z.int().min(0).max(100);

export const SplitNode = z.strictObject({
  ...nodeFields,
  kind: z.literal('split'),
  /** How many of a hundred go each way; together with `holdout` they make a hundred. */
  ways: z
    .array(z.strictObject({ out: z.enum(SPLIT_WAYS), percent: Percent }))
    .min(1)
    .max(4),
  holdout: Percent.optional(),
  /** Steps with the same group name, in any workflow, put a customer at the same place; without one each step draws anew. */
  group: Label.optional(),
});
export type SplitNode = z.infer<typeof SplitNode>;
