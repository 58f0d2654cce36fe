/** /api/session: signing in with a one-time link, who is signed in, signing out. */
import type { RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { SessionCreate } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import { signIn, signOut } from '../desk/sign-in.ts';
import { AppError } from '../errors.ts';
import { sessionIdOf, sessionOf } from './guard.ts';
import type { SessionCookie } from './guard.ts';
import { body } from './input.ts';

/** A token of 256 bits cannot be guessed; this only keeps a guesser from making work. */
const FAILURES_MAX = 20;
const FAILURES_WINDOW_MS = 15 * 60_000;

function limitFailures(): RequestHandler {
  return rateLimit({
    limit: FAILURES_MAX,
    windowMs: FAILURES_WINDOW_MS,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, _res, next) => {
      next(
        new AppError(
          'too-many-requests',
          'Too many sign-ins failed. Try again in a quarter of an hour.',
        ),
      );
    },
  });
}

/** The only route of the app that is open to anyone. */
export function signInRoute(router: Router, desk: Desk, cookie: SessionCookie): void {
  router.post('/api/session', limitFailures(), async (req, res) => {
    const { token } = body(SessionCreate, req);
    const { sessionId, view } = await signIn(desk, token);
    const maxAge = view.expiresAtMs - desk.now();
    res
      .cookie(cookie.name, sessionId, { ...cookie.options, maxAge })
      .status(201)
      .json(view);
  });
}

export function sessionRoutes(router: Router, desk: Desk, cookie: SessionCookie): void {
  router.get('/api/session', async (req, res) => {
    res.json(await sessionOf(desk, cookie, req));
  });

  router.delete('/api/session', async (req, res) => {
    const sessionId = sessionIdOf(req, cookie);
    if (sessionId !== null) await signOut(desk, sessionId);
    res.clearCookie(cookie.name, cookie.options).status(204).end();
  });
}
