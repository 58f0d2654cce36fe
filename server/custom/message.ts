/**
 * What the host and the thread of custom actions say to each other. A plan goes over a port that is read while the host waits;
 * the work of `perform` and everything about loading goes over the thread's own line.
 */
import type { Currency, Event, Json } from '@recipro/schema';

/** Numbers shared by both: where the thread stands, and how many plans it has answered. */
export const STATE = 0;
export const ANSWERS = 1;
export const SHARED_BYTES = 8;
export const READY = 1;

export type GuestData = {
  /** `file:` addresses of the modules that hold actions. */
  readonly modules: readonly string[];
  readonly shared: SharedArrayBuffer;
};

export type PlanRequest = {
  readonly kind: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly event: Event;
  readonly customerId: string;
  readonly nowMs: number;
  /** Those that a plan of this kind asked for before; it may ask for more. */
  readonly currencies: ReadonlyMap<string, Currency | null>;
};

export type PlanAnswer =
  /** Not yet checked: it comes from code that may do anything. */
  | { readonly plan: unknown }
  | { readonly failed: string }
  /** It must be asked again with these currencies as well. */
  | { readonly needs: readonly string[] };

export type ToGuest =
  | {
      readonly say: 'perform';
      readonly call: number;
      readonly kind: string;
      readonly input: Readonly<Record<string, Json>>;
      readonly idempotencyKey: string;
    }
  | { readonly say: 'abort'; readonly call: number; readonly reason: string }
  | {
      readonly say: 'fetched';
      readonly fetch: number;
      readonly answer: { readonly status: number; readonly body: string } | null;
      readonly error: string;
    };

export type ToHost =
  | { readonly say: 'loaded' }
  | { readonly say: 'not-loaded'; readonly module: string; readonly reason: string }
  | { readonly say: 'performed'; readonly call: number; readonly error: string | null }
  | {
      readonly say: 'fetch';
      readonly call: number;
      readonly fetch: number;
      readonly url: string;
      readonly init: { method: string; headers: Record<string, string>; body: string };
    };

/** A few words of what went wrong in code that is not ours. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
}
