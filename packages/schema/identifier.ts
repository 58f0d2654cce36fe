/**
 * The names things go by: short, readable, safe in a URL, in a file name and in a rule.
 */
import { z } from 'zod';

/** A partner, workflow or template: lower case words joined by hyphens. */
export const Slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,47}$/,
    'use lower-case letters, digits and hyphens, starting with a letter',
  );

/** A step of a workflow. Shorter than a slug because it becomes part of a fact's name. */
export const NodeId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    'use lower-case letters, digits and hyphens, starting with a letter',
  );

/** A part that a partner plays in a workflow: `issuer`, `airline`. */
export const Role = NodeId.describe('A part that a partner plays');

/** A CloudEvents type: dotted words, such as `ride.completed`. */
export const EventType = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, dots, hyphens and underscores');

/** A score, tag, purpose or offer: free words without control characters. */
export const Label = z
  .string()
  .min(1)
  .max(80)
  // oxlint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f\u007f{}]+$/, 'use plain text without braces or control characters');

/** Points of a partner (`CARD`) or ISO 4217 money (`USD`). */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{2,11}$/, 'use 3 to 12 capital letters or digits, such as USD or CARD');
