/** Why something did or did not happen for one customer in one workflow. */
import { z } from 'zod';
import { Event } from '../event.ts';
import { Slug } from '../identifier.ts';
import { Trace } from '../trace.ts';
import { RunView } from './record.ts';
import { WorkflowStatus } from './workflow.ts';

export const WhyQuery = z.strictObject({
  customer: z.string().min(1).max(64),
  workflow: Slug,
  /** One of the customer's events; the newest that the workflow takes where it is left out. */
  event: z.string().max(64).optional(),
});
export type WhyQuery = z.infer<typeof WhyQuery>;

export const SeenEvent = z.object({
  eventId: z.string(),
  type: z.string(),
  partner: z.string(),
  acceptedAtMs: z.int(),
});
export type SeenEvent = z.infer<typeof SeenEvent>;

export const WhyAnswer = z.object({
  workflow: z.object({
    id: z.string(),
    name: z.string(),
    status: WorkflowStatus,
    version: z.int().nullable(),
  }),
  /** What the workflow begins with. */
  wanted: z.array(z.object({ node: z.string(), type: z.string(), partner: z.string().nullable() })),
  /** The customer's newest events that it takes, newest first. */
  events: z.array(SeenEvent),
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('never-published') }),
    /** No such event came; what came instead. */
    z.object({ kind: z.literal('no-event'), came: z.array(SeenEvent) }),
    z.object({ kind: z.literal('waiting'), event: SeenEvent }),
    z.object({ kind: z.literal('held'), event: SeenEvent, reason: z.string() }),
    z.object({ kind: z.literal('run'), run: RunView }),
    /**
     * The event made no run: it came before the version was live, or was not this workflow's by its first question.
     * Here is how the live version would decide it for the customer as they are now. Nothing was written.
     */
    z.object({ kind: z.literal('decided-now'), event: Event, trace: Trace }),
  ]),
});
export type WhyAnswer = z.infer<typeof WhyAnswer>;
