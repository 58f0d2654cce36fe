/**
 * Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, on the raw bytes of the body.
 * The same two functions guard the server's door, so what a partner signs with them is what the server checks.
 * W1. Bytes are never decoded before they are checked: two different bodies never share a signature.
 * W2. A secret is compared in constant time, and every secret is tried, whichever fits.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** How far a timestamp may lie from now, either way. */
export const TOLERANCE_S = 300;
/** While secrets are rotated a sender signs with each; more than a few is no rotation. */
const SIGNATURES_MAX = 10;
const SIGNATURE_BYTES = 32;
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
/** Visible characters without the full stop, which separates the parts of what is signed. */
const ID = /^[!-\-/-~]{1,128}$/;
const TIMESTAMP = /^\d{10}$/;

/** Header values as they came; undefined where there was none. */
export type WebhookHeaders = {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
};

export type Verified =
  | 'valid'
  /** A header is missing or not of its form. */
  | 'malformed'
  /** The timestamp is more than the tolerance away from now. */
  | 'old'
  | 'wrong';

/**
 * The value of `webhook-signature`. `secret` is `whsec_` and base64 of 24 to 64 bytes; `id` stays the same when a message is sent again,
 * `timestampS` (seconds since 1970) does not.
 */
export function signWebhook(message: {
  readonly secret: string;
  readonly id: string;
  readonly timestampS: number;
  readonly body: string | Uint8Array;
}): string {
  const timestamp = String(message.timestampS);
  if (!ID.test(message.id))
    throw new TypeError('A webhook id is 1 to 128 visible characters without a full stop');
  if (!TIMESTAMP.test(timestamp))
    throw new TypeError('A webhook timestamp is whole seconds since 1970');
  const digest = hmac(webhookKey(message.secret), message.id, timestamp, message.body);
  return `v1,${digest.toString('base64')}`;
}

/** Whether one of the signatures was made with one of the secrets, in time. `body` must be the bytes that came, not parsed and written again. */
export function verifyWebhook(message: {
  readonly secrets: readonly (string | WebhookKey)[];
  readonly headers: WebhookHeaders;
  readonly body: string | Uint8Array;
  readonly nowMs: number;
}): Verified {
  const { id, timestamp, signature } = message.headers;
  if (id === undefined || timestamp === undefined || signature === undefined) return 'malformed';
  if (!ID.test(id) || !TIMESTAMP.test(timestamp)) return 'malformed';
  if (Math.abs(Math.floor(message.nowMs / 1000) - Number(timestamp)) > TOLERANCE_S) return 'old';
  const given = signature.split(' ');
  if (given.length > SIGNATURES_MAX) return 'malformed';
  const claims = given.map(digestOf).filter((digest) => digest !== null);
  let valid = false;
  for (const secret of message.secrets) {
    const digest = hmac(
      typeof secret === 'string' ? webhookKey(secret) : secret,
      id,
      timestamp,
      message.body,
    );
    for (const claim of claims) if (timingSafeEqual(digest, claim)) valid = true;
  }
  return valid ? 'valid' : 'wrong';
}

/** The digest of a `v1` signature; null for other versions and for anything that is not its one way of writing 32 bytes. */
function digestOf(signature: string): Buffer | null {
  if (!signature.startsWith('v1,')) return null;
  const text = signature.slice(3);
  const digest = Buffer.from(text, 'base64');
  if (digest.length !== SIGNATURE_BYTES || digest.toString('base64') !== text) return null;
  return digest;
}

/** A secret made ready once; making it ready costs more than a signature. */
export type WebhookKey = KeyObject;

export function webhookKey(secret: string): WebhookKey {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length < SECRET_BYTES_MIN || key.length > SECRET_BYTES_MAX)
    throw new TypeError('A webhook secret is whsec_ and base64 of 24 to 64 bytes');
  return createSecretKey(key);
}

function hmac(key: WebhookKey, id: string, timestamp: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}
