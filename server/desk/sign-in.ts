/** Signing in: a link that works once becomes a session. Links and sessions are kept as hashes only. */
import type { SessionView } from '@recipro/schema';
import { AppError } from '../errors.ts';
import { makeToken, sha256 } from '../seal.ts';
import type { Desk } from './desk.ts';
import { OWNER } from './desk.ts';

/** Long enough to find the terminal again, short enough for a link that lies in a log. */
export const LINK_LIFETIME_MS = 60 * 60_000;
export const SESSION_LIFETIME_MS = 7 * 24 * 60 * 60_000;

/** A link that signs one browser in. The token stands after `#`, which browsers never send or log. */
export async function makeSignInLink(desk: Desk, baseUrl: string): Promise<string> {
  const token = makeToken();
  await desk.storage.addSignInToken(sha256(token), desk.now() + LINK_LIFETIME_MS);
  return `${baseUrl}/sign-in#token=${token}`;
}

export type OpenedSession = { readonly sessionId: string; readonly view: SessionView };

/** Uses the token up. `signed-out` where it is unknown, used or too old. */
export async function signIn(desk: Desk, token: string): Promise<OpenedSession> {
  const sessionId = makeToken();
  const nowMs = desk.now();
  const expiresAtMs = nowMs + SESSION_LIFETIME_MS;
  const opened = await desk.storage.openSession({
    tokenHash: sha256(token),
    sessionHash: sha256(sessionId),
    expiresAtMs,
    nowMs,
  });
  if (!opened) {
    throw new AppError(
      'signed-out',
      'This sign-in link was used already or is too old. Make a new one with: npm run recipro -- sign-in',
    );
  }
  return { sessionId, view: { user: OWNER, role: 'owner', expiresAtMs } };
}

/** Null where the session is unknown, closed or too old. */
export async function findSession(desk: Desk, sessionId: string): Promise<SessionView | null> {
  const session = await desk.storage.session(sha256(sessionId), desk.now());
  return session === null ? null : { user: OWNER, role: 'owner', expiresAtMs: session.expiresAtMs };
}

export async function signOut(desk: Desk, sessionId: string): Promise<void> {
  await desk.storage.closeSession(sha256(sessionId));
}
