/** What the workflow is for: reaching it is counted, and can be asked about later as a step that was done. Ways out: `done`. */
import { z } from 'zod';
import { nodeFields } from './node.ts';

export const GoalNode = z.strictObject({ ...nodeFields, kind: z.literal('goal') });
export type GoalNode = z.infer<typeof GoalNode>;
