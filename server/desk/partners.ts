/** Partners and what they prove themselves with. A key or secret is given out once, by the call that makes it. */
import { randomUUID } from 'node:crypto';
import type { KeyCreated, PartnerCreate, PartnerCreated, SecretCreated } from '@recipro/schema';
import { AppError } from '../errors.ts';
import { makeApiKey, makeSecret } from '../seal.ts';
import type { NewKey } from '../seal.ts';
import type { Desk } from './desk.ts';

/** How long the old secret still verifies, so that a partner can change it without losing an event. */
export const SECRET_OVERLAP_MS = 24 * 60 * 60_000;

/** `partner-exists`, `currency-taken`. */
export async function addPartner(desk: Desk, partner: PartnerCreate): Promise<PartnerCreated> {
  const secret = makeSecret();
  const key = makeApiKey();
  const view = await desk.storage.addPartner({
    ...partner,
    sealedSecret: desk.seal.seal(secret),
    key: keyRow(key, 'First key'),
    nowMs: desk.now(),
  });
  return { partner: view, secret, apiKey: key.apiKey };
}

/** `partner-unknown`. */
export async function addKey(desk: Desk, partner: string, label: string): Promise<KeyCreated> {
  const made = makeApiKey();
  const row = keyRow(made, label);
  const view = await desk.storage.addKey(partner, { ...row, nowMs: desk.now() });
  const key = view.keys.find(({ id }) => id === row.id);
  if (key === undefined) throw new Error(`the new key ${row.id} is not among its partner's keys`);
  return { key, apiKey: made.apiKey };
}

/** `not-found`. */
export async function revokeKey(desk: Desk, partner: string, keyId: string): Promise<void> {
  if (!(await desk.storage.revokeKey(partner, keyId, desk.now()))) {
    throw new AppError('not-found', `Partner ${partner} has no key ${keyId} that is still valid.`);
  }
}

/** The old secret still verifies for a day. `partner-unknown`. */
export async function rotateSecret(desk: Desk, partner: string): Promise<SecretCreated> {
  const secret = makeSecret();
  const nowMs = desk.now();
  const sealed = desk.seal.seal(secret);
  await desk.storage.rotateSecret(partner, sealed, nowMs, nowMs + SECRET_OVERLAP_MS);
  return { secret };
}

function keyRow(key: NewKey, label: string) {
  return { id: `key_${randomUUID()}`, label, prefix: key.prefix, hash: key.hash };
}
