/** A signed-in browser's side of the HTTP API, for tests: its cookie, its origin, and JSON both ways. */
import type { z } from 'zod';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, or undefined where it is none. */
  readonly json: unknown;
  /** The body as what the contract says it is; throws where it is not. */
  as<Schema extends z.ZodType>(schema: Schema): z.output<Schema>;
};

export type Send = {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Session = {
  readonly url: string;
  /** As a browser would send it. */
  readonly cookie: string;
  request(path: string, send?: Send): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
};

/** Signs in with a one-time link. Throws what the server said when it refuses. */
export async function createSession(url: string, link: string): Promise<Session> {
  const token = new URL(link).hash.slice('#token='.length);
  const answer = await send(url, '/api/session', { method: 'POST', body: { token } });
  if (answer.status !== 201) throw new Error(`signing in failed: ${answer.text}`);
  return sessionWith(url, answer.headers.getSetCookie()[0]?.split(';')[0] ?? '');
}

/** With an empty cookie: a stranger on our own page. */
export function sessionWith(url: string, cookie: string): Session {
  const request: Session['request'] = (path, { headers, ...rest } = {}) =>
    send(url, path, { ...rest, headers: { ...(cookie === '' ? {} : { cookie }), ...headers } });
  return {
    url,
    cookie,
    request,
    get: (path) => request(path),
    post: (path, body, headers) =>
      request(path, {
        method: 'POST',
        ...(body === undefined ? {} : { body }),
        ...(headers === undefined ? {} : { headers }),
      }),
  };
}

/** One request from our own origin. A text or bytes as body is sent as it is, anything else as JSON. */
export async function send(
  url: string,
  path: string,
  { method, body, headers }: Send = {},
): Promise<Answer> {
  const raw = typeof body === 'string';
  const response = await fetch(url + path, {
    method: method ?? 'GET',
    redirect: 'manual',
    headers: {
      origin: new URL(url).origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = parsed(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    as: (schema) => schema.parse(json),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
