/**
 * One attempt at one delivery: a message signed for its partner, or an action's own `perform`. It never throws; what happened is the outcome.
 * A1. `webhook-id` is the delivery's id and the same in every attempt; timestamp and signature are new.
 * A2. Only 2xx is success. A redirect is a failure and not followed. 410 ends the endpoint.
 */
import { signWebhook } from '@recipro/client';
import type { ActionCatalog } from '@recipro/schema';
import { z } from 'zod';
import type { Egress } from '../egress.ts';
import type { Seal } from '../seal.ts';
import type { ClaimedDelivery, DeliveryResult } from '../storage/storage.ts';
import { nextAttemptAtMs, retryAfterMs } from './retry.ts';

const PERFORM_TIMEOUT_MS = 30_000;
const ERROR_LENGTH_MAX = 500;

export type Outcome = {
  /** HTTP status; null when no answer came or there was none to come. */
  readonly status: number | null;
  readonly error: string | null;
  readonly retryAfter: string | null;
};
export type Attempt = (row: ClaimedDelivery, nowMs: number) => Promise<Outcome>;

type Deps = {
  readonly egress: Egress;
  readonly seal: Pick<Seal, 'open'>;
  readonly actions: ActionCatalog;
  readonly performTimeoutMs?: number;
};

export function createAttempt(deps: Deps): Attempt {
  return async (row, nowMs) => {
    try {
      return row.kind === 'deliver' ? await post(deps, row, nowMs) : await perform(deps, row);
    } catch (error) {
      return failure(error instanceof Error ? reason(error) : String(error));
    }
  };
}

async function post({ egress, seal }: Deps, row: ClaimedDelivery, nowMs: number): Promise<Outcome> {
  if (row.endpointUrl === null || row.sealedSecret === null)
    return failure('The partner has no endpoint to send to');
  const timestampS = Math.floor(nowMs / 1000);
  const secret = seal.open(row.sealedSecret);
  const { status, retryAfter } = await egress.send({
    url: row.endpointUrl,
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Recipro',
      'webhook-id': row.id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': signWebhook({ secret, id: row.id, timestampS, body: row.body }),
    },
    body: row.body,
  });
  return {
    status,
    retryAfter,
    error: isSuccess(status) ? null : `The endpoint answered ${status}`,
  };
}

const Input = z.record(z.string(), z.json());

async function perform(deps: Deps, row: ClaimedDelivery): Promise<Outcome> {
  const action = deps.actions.get(row.to);
  if (action?.perform === undefined)
    return failure(`This server has no action ${row.to} to perform`);
  const abort = new AbortController();
  const timeoutMs = deps.performTimeoutMs ?? PERFORM_TIMEOUT_MS;
  const timer = setTimeout(
    () => abort.abort(new Error(`It took longer than ${timeoutMs / 1000} seconds`)),
    timeoutMs,
  );
  const { signal } = abort;
  try {
    const performing = action.perform(Input.parse(JSON.parse(row.body)), {
      fetch: (url, init) => deps.egress.send({ url, ...init, signal }),
      idempotencyKey: row.id,
      signal,
    });
    // An action that does not listen to the signal must not keep its place for ever.
    await Promise.race([performing, rejected(signal)]);
    return { status: null, error: null, retryAfter: null };
  } finally {
    clearTimeout(timer);
  }
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** What the store is told: how the attempt went, and what happens to the delivery now. */
export function resultOf(
  row: ClaimedDelivery,
  outcome: Outcome,
  at: { readonly startedMs: number; readonly endedMs: number; readonly random: number },
): DeliveryResult {
  const { status, error } = outcome;
  const attempt = {
    atMs: at.startedMs,
    status,
    error: error?.slice(0, ERROR_LENGTH_MAX) ?? null,
    durationMs: Math.max(0, at.endedMs - at.startedMs),
  };
  return { id: row.id, fence: row.fence, attempt, next: nextOf(row, outcome, at) };
}

function nextOf(
  row: ClaimedDelivery,
  { status, error, retryAfter }: Outcome,
  at: { readonly endedMs: number; readonly random: number },
): DeliveryResult['next'] {
  if (error === null) return { outcome: 'delivered' };
  if (status === 410) return { outcome: 'gone' };
  const atMs = nextAttemptAtMs({
    attempts: row.attempts + 1,
    nowMs: at.endedMs,
    random: at.random,
    retryAfterMs: retryAfterMs(status, retryAfter, at.endedMs),
  });
  return atMs === null ? { outcome: 'failed' } : { outcome: 'retry', atMs };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function failure(error: string): Outcome {
  return { status: null, error, retryAfter: null };
}

/** Network errors often say only what failed; their cause says why. */
function reason(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
