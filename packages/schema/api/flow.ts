/** How the runs of a workflow version went: counted by step and way out, so that a screen can show them on the drawing. */
import { z } from 'zod';

export const FlowQuery = z.strictObject({
  /** The live version where it is left out. */
  version: z.coerce.number().int().min(1).optional(),
  /** Only runs whose event happened on this UTC day or later. */
  sinceMs: z.coerce.number().int().min(0).optional(),
});
export type FlowQuery = z.infer<typeof FlowQuery>;

export const FlowWay = z.object({
  node: z.string(),
  outcome: z.string(),
  /** Runs that left the step by this way out. */
  count: z.int(),
  /** Those of them whose path ended there, because the way out led nowhere. */
  ended: z.int(),
});
export type FlowWay = z.infer<typeof FlowWay>;

export const FlowCounts = z.object({
  /** Null where nothing was published. */
  version: z.int().nullable(),
  ways: z.array(FlowWay),
  /** False while older runs are still being counted; asking again goes on. */
  complete: z.boolean(),
});
export type FlowCounts = z.infer<typeof FlowCounts>;
