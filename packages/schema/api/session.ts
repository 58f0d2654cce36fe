/** Signing in to the app with a one-time link. */
import { z } from 'zod';

export const SessionCreate = z.strictObject({ token: z.string().min(20).max(200) });
export const SessionView = z.object({
  user: z.string(),
  role: z.enum(['owner']),
  expiresAtMs: z.int(),
});
export type SessionView = z.infer<typeof SessionView>;
