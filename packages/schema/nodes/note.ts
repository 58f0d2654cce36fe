/** Words on the canvas for whoever reads the drawing. No run comes to it, and no way leads out. */
import { z } from 'zod';
import { nodeFields } from './node.ts';

export const NoteNode = z.strictObject({ ...nodeFields, kind: z.literal('note') });
export type NoteNode = z.infer<typeof NoteNode>;
