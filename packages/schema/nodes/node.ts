/** What every kind of step has. The place on the canvas is optional: without one the editor lays the step out. */
import { z } from 'zod';
import { NodeId } from '../identifier.ts';

export const nodeFields = {
  id: NodeId,
  title: z.string().max(120).optional(),
  note: z.string().max(2000).optional(),
  position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
};
