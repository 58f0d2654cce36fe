/**
 * Sends events to Recipro, signed or with an API key, in batches, and tries again where that can help.
 * A repeat is safe: an event with the same `id` is kept once and answered as the first time.
 */
import { randomUUID } from 'node:crypto';
import { signWebhook } from './webhook.ts';

/** What the server takes in one request. */
const BATCH_EVENTS_MAX = 1000;
/** A margin below the server's limit of 4 MB a request. */
const BATCH_BYTES_MAX = 3_500_000;
const ATTEMPTS = 6;
const FIRST_DELAY_MS = 200;
const DELAY_MAX_MS = 30_000;
const TIMEOUT_MS = 15_000;
/** The server is busy, restarting or could not be reached through a proxy. */
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

export type OutgoingEvent = {
  /** Unique among your events. Use your own number of what happened, so that a repeat is seen as one. */
  readonly id: string;
  /** Such as `ride.completed`. */
  readonly type: string;
  /** Your own id of the customer. */
  readonly subject: string;
  /** When it happened, RFC 3339. */
  readonly time?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

export type SendOptions = {
  /** The full address of the door: `https://recipro.example/v1/events`. */
  readonly url: string;
  /** Your partner id. */
  readonly source: string;
  readonly events: readonly OutgoingEvent[];
  /** Signs each request. Give this or `apiKey`. */
  readonly secret?: string;
  readonly apiKey?: string;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
};

export type Receipt = { readonly source: string; readonly id: string; readonly eventId: string };

/** The server's last word. `problem` is its problem document where it gave one. */
export class SendError extends Error {
  readonly status: number | null;
  readonly problem: unknown;

  constructor(message: string, status: number | null, problem: unknown, cause?: unknown) {
    super(message, { cause });
    this.name = 'SendError';
    this.status = status;
    this.problem = problem;
  }
}

/** Sends all events in order, batch after batch, and returns a receipt for each. Throws `SendError` at the first batch that is refused. */
export async function sendEvents(options: SendOptions): Promise<readonly Receipt[]> {
  if ((options.secret === undefined) === (options.apiKey === undefined))
    throw new TypeError('sendEvents needs either secret or apiKey');
  const receipts: Receipt[] = [];
  for (const body of batches(options)) receipts.push(...(await sendBatch(options, body)));
  return receipts;
}

function* batches({ source, events }: SendOptions): Generator<string> {
  let parts: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const text = JSON.stringify({ specversion: '1.0', source, ...event });
    const size = Buffer.byteLength(text) + 1;
    if (parts.length === BATCH_EVENTS_MAX || (parts.length > 0 && bytes + size > BATCH_BYTES_MAX)) {
      yield `[${parts.join(',')}]`;
      parts = [];
      bytes = 0;
    }
    parts.push(text);
    bytes += size;
  }
  if (parts.length > 0) yield `[${parts.join(',')}]`;
}

async function sendBatch(options: SendOptions, body: string): Promise<readonly Receipt[]> {
  const id = `req_${randomUUID()}`;
  const attempts = options.attempts ?? ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(options, id, body);
    if (answer.receipts !== null) return answer.receipts;
    const { error, afterMs } = answer;
    const again = error.status === null || RETRIED.has(error.status);
    if (!again || attempt >= attempts || options.signal?.aborted === true) throw error;
    const backoffMs = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + Math.random());
    await pause(Math.min(Math.max(afterMs, backoffMs), DELAY_MAX_MS), options.signal);
  }
}

type Answer =
  | { readonly receipts: readonly Receipt[] }
  | { readonly receipts: null; readonly error: SendError; readonly afterMs: number };

async function post(options: SendOptions, id: string, body: string): Promise<Answer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal =
    options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        ...credentials(options, id, body),
      },
      body,
      signal,
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok && hasEvents(answer)) return { receipts: answer.events };
    const detail = hasDetail(answer) ? answer.detail : text.slice(0, 200);
    const error = new SendError(
      `${options.url} answered ${response.status}: ${detail}`,
      response.status,
      answer,
    );
    return { receipts: null, error, afterMs: retryAfterMs(response.headers.get('retry-after')) };
  } catch (cause) {
    const error = new SendError(
      `${options.url} gave no answer: ${String(cause)}`,
      null,
      null,
      cause,
    );
    return { receipts: null, error, afterMs: 0 };
  }
}

function credentials({ secret, apiKey }: SendOptions, id: string, body: string) {
  if (secret === undefined) return { authorization: `Bearer ${apiKey ?? ''}` };
  const timestampS = Math.floor(Date.now() / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signWebhook({ secret, id, timestampS, body }),
  };
}

function retryAfterMs(header: string | null): number {
  const seconds = Number(header ?? '0');
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hasEvents(value: unknown): value is { readonly events: readonly Receipt[] } {
  return (
    typeof value === 'object' && value !== null && 'events' in value && Array.isArray(value.events)
  );
}

function hasDetail(value: unknown): value is { readonly detail: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'detail' in value &&
    typeof value.detail === 'string'
  );
}
