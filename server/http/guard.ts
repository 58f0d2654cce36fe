/**
 * Who may come in. Every route of the app needs a session, and every change must come from our own pages:
 * the cookie alone proves nothing, because a browser sends it whoever asks.
 */
import type { CookieOptions, Request, RequestHandler } from 'express';
import type { SessionView } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { findSession } from '../desk/sign-in.ts';
import { AppError } from '../errors.ts';

export type SessionCookie = { readonly name: string; readonly options: CookieOptions };

/** Over https the `__Host-` prefix makes browsers refuse a cookie that another host or an insecure page has set. */
export function sessionCookie(baseUrl: string): SessionCookie {
  const secure = baseUrl.startsWith('https:');
  return {
    name: secure ? '__Host-recipro' : 'recipro',
    options: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
  };
}

const SESSION_ID = /^[A-Za-z0-9_-]{43}$/;

/** The session id that the browser sent, or null. */
export function sessionIdOf(req: Request, cookie: SessionCookie): string | null {
  for (const part of (req.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    const value = part.slice(at + 1).trim();
    if (part.slice(0, at).trim() === cookie.name && SESSION_ID.test(value)) return value;
  }
  return null;
}

/** `signed-out`. */
export async function sessionOf(
  desk: Desk,
  cookie: SessionCookie,
  req: Request,
): Promise<SessionView> {
  const sessionId = sessionIdOf(req, cookie);
  const session = sessionId === null ? null : await findSession(desk, sessionId);
  if (session !== null) return session;
  throw new AppError(
    'signed-out',
    'Sign in with the link that the server printed when it started, or make a new one with: npm run recipro -- sign-in',
  );
}

export function requireSession(desk: Desk, cookie: SessionCookie): RequestHandler {
  return async (req, _res, next) => {
    await sessionOf(desk, cookie, req);
    next();
  };
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Browsers say where a request comes from in a way that pages cannot forge: newer ones with `Sec-Fetch-Site`,
 * all of them with `Origin`. A change without either, or from elsewhere, is refused.
 */
export function requireSameOrigin(baseUrl: string): RequestHandler {
  const ours = new URL(baseUrl).origin;
  return (req, _res, next) => {
    const site = req.get('sec-fetch-site');
    const same = site === undefined ? req.get('origin') === ours : site === 'same-origin';
    if (!READS.has(req.method) && !same) {
      throw new AppError(
        'wrong-origin',
        `This change did not come from a page of ${ours}. Open the app there, or set BASE_URL to the address that people open.`,
      );
    }
    next();
  };
}
