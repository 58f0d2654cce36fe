/** What the load generator is told and what it tells, as messages between two processes. */
import { z } from 'zod';

/** Where requests go and what they carry; fixed for the life of a generator. */
export const Target = z.object({
  port: z.int(),
  path: z.string(),
  /** Signs as Standard Webhooks; null sends unsigned. */
  secret: z.string().nullable(),
  /** Events in one request. */
  batch: z.int().min(1),
  prefix: z.string(),
  customers: z.int().min(1),
  types: z.array(z.string()).min(1),
  campaigns: z.int().min(1),
});
export type Target = z.infer<typeof Target>;

export const Order = z.discriminatedUnion('order', [
  /** Makes and signs so many requests beforehand, so that signing is not part of the race. */
  z.object({ order: z.literal('prepare'), requests: z.int() }),
  z.object({
    order: z.literal('run'),
    connections: z.int().min(1),
    seconds: z.number().positive(),
    /** Requests a second at fixed times, or null: each connection asks again as soon as it is answered. */
    perSecond: z.number().positive().nullable(),
    /** Whether to report when each request was due, by its place. */
    tellTimes: z.boolean(),
  }),
]);
export type Order = z.infer<typeof Order>;

export const Report = z.object({
  /** Events of requests that were answered with a 2xx. */
  accepted: z.int(),
  /** Points that their workflow must have credited. */
  points: z.int(),
  /** From the first request to the last answer. */
  seconds: z.number(),
  /** Requests by HTTP status; `failed` had no answer. A refusal that says "later" is asked again and counted each time. */
  statuses: z.record(z.string(), z.int()),
  failed: z.int(),
  /** Of accepted requests, from when they were due to the answer. */
  latencyMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  /** Share of one processor that the generator took. */
  processorShare: z.number(),
  /** The number of the first event, and when each request was due (milliseconds since 1970). */
  firstNo: z.int(),
  dueAtMs: z.array(z.number()),
});
export type Report = z.infer<typeof Report>;

export const Answer = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('prepared') }),
  z.object({ answer: z.literal('ran'), report: Report }),
]);
export type Answer = z.infer<typeof Answer>;
