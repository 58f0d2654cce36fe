/**
 * Secrets: how they are made, sealed and hashed. A partner's signing secret is sealed (it must be read again to sign);
 * what only has to be recognised (API keys, session ids, sign-in tokens) is kept as a SHA-256 hash, which is enough for 256 random bits.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from './errors.ts';

/** Seals text with AES-256-GCM. `open` refuses anything that this key did not seal. */
export type Seal = {
  seal(text: string): string;
  open(sealed: string): string;
};

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Names the method, so that another can be added and both be read. */
const METHOD = 'a1';

export function createSeal(key: Uint8Array): Seal {
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const whole = Buffer.concat([nonce, cipher.getAuthTag(), body]);
      return `${METHOD}.${whole.toString('base64url')}`;
    },
    open(sealed) {
      const [method, text] = sealed.split('.');
      const whole = Buffer.from(text ?? '', 'base64url');
      try {
        if (method !== METHOD) throw new Error('unknown method');
        const nonce = whole.subarray(0, NONCE_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAuthTag(whole.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = whole.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError(
          'wrong-setting',
          'A stored secret cannot be read with this key. Start with the SECRET_KEY (or the secret.key file of the data folder) that it was made with, or give the partner a new secret.',
          { cause },
        );
      }
    },
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A signing secret of Standard Webhooks: 32 random bytes in base64. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export type NewKey = {
  readonly apiKey: string;
  /** Enough to tell keys apart, too little to guess one. */
  readonly prefix: string;
  readonly hash: string;
};

const KEY_PREFIX_LENGTH = 9;

/** An API key of 192 random bits. Only its hash is kept. */
export function makeApiKey(): NewKey {
  const apiKey = `rcp_${randomBytes(24).toString('base64url')}`;
  return { apiKey, prefix: apiKey.slice(0, KEY_PREFIX_LENGTH), hash: sha256(apiKey) };
}

/** 256 random bits for a session or a sign-in link. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}
