/** Where a path stops on purpose, with a name that counts can be read by. No way out. */
import { z } from 'zod';
import { nodeFields } from './node.ts';

export const EndNode = z.strictObject({ ...nodeFields, kind: z.literal('end') });
export type EndNode = z.infer<typeof EndNode>;
