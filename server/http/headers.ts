/**
 * The headers that protect: nothing may be loaded, framed or sent elsewhere; scripts come from our own files only.
 * The nonce is for the style elements that the editor's kit adds while running.
 */
import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet, { contentSecurityPolicy } from 'helmet';

export function nonceOf(res: Response): string {
  const nonce: unknown = res.locals['nonce'];
  if (typeof nonce !== 'string') throw new Error('the headers come before the pages');
  return nonce;
}

export function protect(baseUrl: string): readonly RequestHandler[] {
  const secure = baseUrl.startsWith('https:');
  return [
    helmet({
      contentSecurityPolicy: false,
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: secure,
      xFrameOptions: { action: 'deny' },
    }),
    (req, res, next) => {
      const nonce = randomBytes(18).toString('base64');
      res.locals['nonce'] = nonce;
      contentPolicy(nonce, secure)(req, res, next);
    },
  ];
}

function contentPolicy(nonce: string, secure: boolean) {
  return contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", `'nonce-${nonce}'`],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
      ...(secure ? { upgradeInsecureRequests: [] } : {}),
    },
  });
}
