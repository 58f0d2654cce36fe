/**
 * Who sends a request: the partner whose API key it carries, or whose secret signed its bytes.
 * A1. An unknown partner and a wrong signature cannot be told apart, neither by the answer nor by the time it takes.
 * A2. Credentials are read again as soon as the store's revision has moved, so a revoked key stops at once. The revision is read after the
 *     request came, once for all that came meanwhile.
 */
import { hash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { TOLERANCE_S, verifyWebhook, webhookKey } from '@recipro/client';
import type { WebhookKey } from '@recipro/client';
import { AppError } from '../errors.ts';
import type { Seal } from '../seal.ts';
import type { Credential, Storage } from '../storage/storage.ts';

export type Directory = {
  partnerOfKey(apiKey: string): string | null;
  /** Newest first, without those that are no longer valid. Never empty: for nobody it is a secret that nobody has. */
  secretsOf(partner: string | null, nowMs: number): readonly WebhookKey[];
};

type Deps = {
  readonly storage: Pick<Storage, 'revision' | 'credentials'>;
  readonly seal: Pick<Seal, 'open'>;
};

/** Gives the credentials as they are now. */
export function createDirectory(deps: Deps): () => Promise<Directory> {
  const revisionNow = shared(() => deps.storage.revision());
  let kept: { readonly revision: number; readonly directory: Promise<Directory> } | null = null;
  return async () => {
    const revision = await revisionNow();
    if (kept?.revision === revision) return kept.directory;
    const directory = deps.storage.credentials().then((all) => directoryOf(all, deps.seal));
    const mine = { revision, directory };
    kept = mine;
    try {
      return await directory;
    } catch (error) {
      if (kept === mine) kept = null;
      throw error;
    }
  };
}

/** Who asks while a read is under way shares the next one, which begins after all of them have asked. */
function shared<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<void> | null = null;
  let following: Promise<Value> | null = null;

  function begin(): Promise<Value> {
    const reading = read();
    const ended = reading.then(
      () => {},
      () => {},
    );
    underWay = ended;
    void ended.then(() => {
      if (underWay === ended) underWay = null;
    });
    return reading;
  }

  return () => {
    if (underWay === null) return begin();
    following ??= underWay.then(() => {
      following = null;
      return begin();
    });
    return following;
  };
}

const NOBODY = webhookKey(`whsec_${randomBytes(32).toString('base64')}`);

function directoryOf(credentials: readonly Credential[], seal: Pick<Seal, 'open'>): Directory {
  const byPartner = new Map(credentials.map((each) => [each.partner, each]));
  const byKeyHash = new Map(
    credentials.flatMap(({ partner, keyHashes }) => keyHashes.map((each) => [each, partner])),
  );
  const opened = new Map<string, WebhookKey>();
  const open = (sealed: string): WebhookKey => {
    const known = opened.get(sealed);
    if (known !== undefined) return known;
    const secret = webhookKey(seal.open(sealed));
    opened.set(sealed, secret);
    return secret;
  };
  return {
    partnerOfKey: (apiKey) => byKeyHash.get(hash('sha256', apiKey, 'hex')) ?? null,
    secretsOf: (partner, nowMs) => {
      const secrets = (byPartner.get(partner ?? '')?.secrets ?? [])
        .filter(({ validUntilMs }) => validUntilMs === null || validUntilMs > nowMs)
        .map(({ sealed }) => open(sealed));
      return secrets.length === 0 ? [NOBODY] : secrets;
    },
  };
}

/** What a request shows for itself. */
export type Claim =
  | { readonly by: 'key'; readonly apiKey: string }
  | {
      readonly by: 'signature';
      readonly id: string;
      readonly timestamp: string;
      readonly signature: string;
    };

/** `credentials-missing`. */
export function claimOf(headers: IncomingHttpHeaders): Claim {
  const signature = one(headers['webhook-signature']);
  const id = one(headers['webhook-id']);
  const timestamp = one(headers['webhook-timestamp']);
  if (signature !== undefined && id !== undefined && timestamp !== undefined)
    return { by: 'signature', id, timestamp, signature };
  const apiKey = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1];
  if (apiKey !== undefined) return { by: 'key', apiKey };
  throw new AppError(
    'credentials-missing',
    'Sign the request (webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks) or send Authorization: Bearer with an API key.',
  );
}

/** `key-wrong`. */
export function partnerOfKey(directory: Directory, apiKey: string): string {
  const partner = directory.partnerOfKey(apiKey);
  if (partner !== null) return partner;
  throw new AppError(
    'key-wrong',
    'This API key is unknown or was revoked. Make a new one on the partner page.',
  );
}

/** `signature-wrong`, `signature-old`. */
export function partnerOfSignature(
  directory: Directory,
  claim: Extract<Claim, { by: 'signature' }>,
  signed: { readonly source: string | null; readonly body: Buffer; readonly nowMs: number },
): string {
  const { source, body, nowMs } = signed;
  const { id, timestamp, signature } = claim;
  const headers = { id, timestamp, signature };
  const secrets = directory.secretsOf(source, nowMs);
  const verified = verifyWebhook({ secrets, headers, body, nowMs });
  if (verified === 'old')
    throw new AppError(
      'signature-old',
      `webhook-timestamp must lie within ${TOLERANCE_S} seconds of now, which is ${Math.floor(nowMs / 1000)}. Sign again when sending again, and check the clock.`,
    );
  if (verified !== 'valid' || source === null)
    throw new AppError(
      'signature-wrong',
      source === null
        ? 'The event names no source, so nobody can have signed it. Put your partner id there.'
        : 'No signature fits the source that the event names. Sign "id.timestamp.body" with the secret of that partner, over exactly the bytes that are sent.',
    );
  return source;
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}
