/** Something done, by a built-in or a developer's own action. Ways out: `done` and `declined`. */
import { z } from 'zod';
import { Json } from '../json.ts';
import { nodeFields } from './node.ts';

export const ActionNode = z.strictObject({
  ...nodeFields,
  kind: z.literal('action'),
  action: z.string().min(1).max(60),
  /** Checked against the action's own schema, which this document does not know. */
  params: z.record(z.string(), Json),
});
export type ActionNode = z.infer<typeof ActionNode>;
