/**
 * Why a run did what it did, step by step. Written once, readable after the workflow has changed.
 * `met` is null where a condition was not evaluated because the answer was already known.
 */
import { z } from 'zod';
import { FactParams } from './condition.ts';
import { Declined, Effect } from './effect.ts';
import { Json } from './json.ts';

export type ConditionTrace =
  | {
      readonly type: 'all' | 'any';
      readonly met: boolean | null;
      readonly items: readonly ConditionTrace[];
    }
  | { readonly type: 'not'; readonly met: boolean | null; readonly item: ConditionTrace }
  | {
      readonly type: 'named';
      readonly met: boolean | null;
      readonly name: string;
      readonly item: ConditionTrace;
    }
  | ComparisonTrace;

export const ComparisonTrace = z.strictObject({
  type: z.literal('comparison'),
  met: z.boolean().nullable(),
  fact: z.string(),
  path: z.string().optional(),
  params: FactParams.optional(),
  operator: z.string(),
  /** The value read; absent when it was not evaluated or nothing was there. */
  read: Json.optional(),
  /** The value needed; for a comparison with another fact, what that fact was. */
  needed: Json.optional(),
});
export type ComparisonTrace = z.infer<typeof ComparisonTrace>;

export const ConditionTrace: z.ZodType<ConditionTrace> = z.lazy(() =>
  z.union([
    z.strictObject({
      type: z.enum(['all', 'any']),
      met: z.boolean().nullable(),
      items: z.array(ConditionTrace),
    }),
    z.strictObject({ type: z.literal('not'), met: z.boolean().nullable(), item: ConditionTrace }),
    z.strictObject({
      type: z.literal('named'),
      met: z.boolean().nullable(),
      name: z.string(),
      item: ConditionTrace,
    }),
    ComparisonTrace,
  ]),
) as z.ZodType<ConditionTrace>;

export const TraceStep = z.strictObject({
  node: z.string(),
  kind: z.string(),
  /** The way out that was taken: an outlet, or `end`. */
  outcome: z.string(),
  condition: ConditionTrace.optional(),
  /** For an action: which one, its parameters after resolving, what it changed, what it gave, or why it was declined. */
  action: z.string().optional(),
  params: z.record(z.string(), Json).optional(),
  effects: z.array(Effect).optional(),
  result: z.record(z.string(), Json).optional(),
  declined: Declined.optional(),
});
export type TraceStep = z.infer<typeof TraceStep>;

export const Trace = z.array(TraceStep);
export type Trace = z.infer<typeof Trace>;
