/**
 * Two kinds of bad news, both in words.
 * A diagnostic says what is wrong with a workflow and where; an error refuses publishing, a warning does not.
 * A problem document (RFC 9457) refuses a request; `code` never changes its meaning.
 */
import { z } from 'zod';

export const Diagnostic = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  /** What is wrong and what to do about it. */
  message: z.string(),
  node: z.string().optional(),
  /** A JSON pointer into the workflow document. */
  pointer: z.string().optional(),
});
export type Diagnostic = z.infer<typeof Diagnostic>;

export const ProblemError = z.strictObject({
  /** A JSON pointer into what was sent. */
  pointer: z.string(),
  message: z.string(),
});
export type ProblemError = z.infer<typeof ProblemError>;

export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(ProblemError).optional(),
});
export type Problem = z.infer<typeof Problem>;
