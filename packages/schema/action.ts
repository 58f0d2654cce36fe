/**
 * What an action is: a parameter schema and a pure `plan` from resolved parameters to effects.
 * `plan` sees no clock, no store and no network: the same input gives the same plan, so a dry run cannot differ from the real thing.
 */
import type { z } from 'zod';
import type { Declined, Effect } from './effect.ts';
import type { Event } from './event.ts';
import type { Json } from './json.ts';
import type { Currency } from './money.ts';
import type { Resolved } from './value.ts';

export type PlanContext = {
  readonly event: Event;
  readonly customerId: string;
  /** The event's own time in ms since 1970 UTC, or when it was accepted where it brought none. */
  readonly nowMs: number;
  /** Null for a currency that the alliance does not know. */
  readonly currency: (code: string) => Currency | null;
};

/** What the step wants: effects (all or none), values for later steps as `result:<step>`, or a refusal with a reason. */
export type Plan =
  | { readonly effects: readonly Effect[]; readonly result?: Readonly<Record<string, Json>> }
  | { readonly declined: Declined };

export type Action<Schema extends z.ZodObject = z.ZodObject> = {
  /** Unique, dotted: `points.debit`. */
  readonly kind: string;
  readonly title: string;
  /** One sentence for the palette. */
  readonly summary: string;
  /** A name of the editor's icon set. */
  readonly icon: string;
  /** The heading it stands under in the palette. */
  readonly group: string;
  readonly params: Schema;
  /** Whether it can be declined, and so has that way out. */
  readonly declines: boolean;
  /** What later steps can read from `result:<step>`: name to words. */
  readonly results?: Readonly<Record<string, string>>;
  plan(params: Resolved<z.output<Schema>>, context: PlanContext): Plan;
  /** Work outside the books, for an effect of type `perform`: runs after commit, never in a dry run, possibly more than once. */
  perform?(input: Readonly<Record<string, Json>>, tools: PerformTools): Promise<void>;
};

/** All that `perform` may touch. A thrown error is retried on the delivery schedule. */
export type PerformTools = {
  /** HTTP through the egress guard: no local addresses, no redirects, bounded time and size. */
  readonly fetch: (
    url: string,
    init: { method: string; headers: Record<string, string>; body: string },
  ) => Promise<{ status: number; body: string }>;
  /** Equal for every attempt at the same effect. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
};

export type ActionCatalog = ReadonlyMap<string, Action>;

/** Checks the types of an action where it is written. */
export function defineAction<Schema extends z.ZodObject>(action: Action<Schema>): Action<Schema> {
  return action;
}
