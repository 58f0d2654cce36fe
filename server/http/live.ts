/**
 * GET /api/live: server-sent events. `pulse` comes when something happened, so that a screen looks again.
 * One clock for all streams asks the store once a beat, and only while somebody listens. A stream ends with its session.
 */
import type { Request, Response, Router } from 'express';
import type { Desk } from '../desk/desk.ts';
import { findSession } from '../desk/sign-in.ts';
import { AppError } from '../errors.ts';
import { sessionIdOf } from './guard.ts';
import type { SessionCookie } from './guard.ts';

const BEAT_MS = 500;
/** Every so many beats (15 s) a line is sent that keeps proxies from closing a quiet stream. */
const BEATS_PER_SIGN_OF_LIFE = 30;
/** Far more screens than one alliance has; each costs an open socket. */
const STREAMS_MAX = 500;

type Stream = { readonly res: Response; readonly sessionId: string };

export function liveRoutes(
  router: Router,
  desk: Desk,
  options: { readonly cookie: SessionCookie; readonly closing: AbortSignal },
): void {
  const streams = new Set<Stream>();
  let clock: NodeJS.Timeout | null = null;
  let last = '';
  let beats = 0;

  const send = (text: string) => {
    for (const { res } of streams) res.write(text);
  };
  const end = (stream: Stream) => {
    streams.delete(stream);
    stream.res.end();
    if (streams.size > 0 || clock === null) return;
    clearInterval(clock);
    clock = null;
  };
  const beat = async () => {
    for (const stream of streams) {
      if ((await findSession(desk, stream.sessionId)) === null) end(stream);
    }
    const pulse = JSON.stringify(await desk.storage.pulse());
    if (pulse !== last) send(`event: pulse\ndata: ${pulse}\n\n`);
    last = pulse;
    beats += 1;
    if (beats % BEATS_PER_SIGN_OF_LIFE === 0) send(': still here\n\n');
  };
  options.closing.addEventListener('abort', () => {
    for (const stream of streams) end(stream);
  });

  router.get('/api/live', async (req: Request, res) => {
    if (streams.size >= STREAMS_MAX) {
      throw new AppError('too-many-requests', 'Too many screens are open. Close some of them.');
    }
    const first = JSON.stringify(await desk.storage.pulse());
    const stream: Stream = { res, sessionId: sessionIdOf(req, options.cookie) ?? '' };
    res.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform' });
    res.flushHeaders();
    res.write(`retry: 2000\nevent: pulse\ndata: ${first}\n\n`);
    streams.add(stream);
    res.on('close', () => end(stream));
    // A beat that fails (the store is busy) is made up for by the next one.
    clock ??= setInterval(() => void beat().catch(() => {}), BEAT_MS);
  });
}
