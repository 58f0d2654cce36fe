/**
 * When a delivery is tried again: the schedule of Standard Webhooks, ten attempts in a little over three days, spread so that
 * many that failed together do not come back together. A receiver that says when to come back is heard, within a bound.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Waiting time before the second, third … attempt. */
const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;
const JITTER = 0.2;
const RETRY_AFTER_MAX_MS = 24 * HOUR_MS;

/** When to try again after `attempts` attempts, or null when it is given up. `random` is in [0, 1). */
export function nextAttemptAtMs(input: {
  readonly attempts: number;
  readonly nowMs: number;
  readonly random: number;
  readonly retryAfterMs: number;
}): number | null {
  const delayMs = DELAYS_MS[input.attempts - 1];
  if (delayMs === undefined) return null;
  const spreadMs = delayMs * (1 - JITTER + 2 * JITTER * input.random);
  return Math.round(input.nowMs + Math.max(spreadMs, input.retryAfterMs));
}

/** The `Retry-After` header of a 429 or 503: seconds or a date. 0 where it says nothing that can be understood. */
export function retryAfterMs(status: number | null, header: string | null, nowMs: number): number {
  if (header === null || (status !== 429 && status !== 503)) return 0;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * SECOND_MS : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? 0 : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MAX_MS);
}
