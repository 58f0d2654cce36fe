/**
 * The partners' door, `POST /v1/events`: a plain handler in front of Express, because entering Express costs four times as much.
 * Order: headers → room for it → size while reading → one scan of the text → signature or key → JSON.parse → schema → commit → answer.
 * I1. A 202 is sent only when every event of the request is on disk. I2. A refused request leaves nothing behind.
 * I3. A repeat is answered as the first time. I4. Who sends is decided by the credential; events that name another source are refused.
 * I5. What comes over a bound (the backlog, a partner's share of it, what is in hand) is refused before the disk is touched.
 * A signature covers the body and not the headers, so in binary mode the ce- headers are protected by TLS alone.
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventReceipt } from '@recipro/schema';
import { AppError, ERRORS, problemOf } from './errors.ts';
import type { Report } from './errors.ts';
import type { Receive } from './pipeline/1-receive.ts';
import type { Seal } from './seal.ts';
import type { AcceptedRequest, ArrivedEvent, Storage } from './storage/storage.ts';
import { createBacklog } from './intake/backlog.ts';
import type { Backlog, Bounds } from './intake/backlog.ts';
import { attribute, fromHeaders } from './intake/binary.ts';
import { BODY_TIMEOUT_MS, createRoom, IN_HAND_BYTES_MAX, readBody } from './intake/body.ts';
import type { Room } from './intake/body.ts';
import { readEvents } from './intake/events.ts';
import { createGroup } from './intake/group.ts';
import type { Group } from './intake/group.ts';
import { ACCEPTED, modeOf } from './intake/mode.ts';
import type { Mode } from './intake/mode.ts';
import { scan } from './intake/scan.ts';
import { claimOf, createDirectory, partnerOfKey, partnerOfSignature } from './intake/sender.ts';
import type { Directory } from './intake/sender.ts';

export const DOOR = '/v1/events';

/** For `http.createServer`: a sender that is slow with its headers or its body does not keep a connection. */
export const DOOR_TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
} as const;

/** Requests that this process has begun and not answered; each holds a socket and what it has read. */
const IN_HAND_REQUESTS_MAX = 10_000;

const RETRY_SOON_S = 1;
const RETRY_LATER_S = 60;

export type IntakeDeps = {
  readonly storage: Pick<Storage, 'revision' | 'credentials' | 'backlog'>;
  readonly bounds: Bounds;
  readonly receive: Receive;
  readonly seal: Pick<Seal, 'open'>;
  readonly nowMs: () => number;
  readonly report: Report;
  /** The store has failed for good: the process must end. */
  readonly fatal: (error: unknown) => void;
  readonly bodyTimeoutMs?: number;
};

type Door = {
  readonly deps: IntakeDeps;
  readonly directory: () => Promise<Directory>;
  readonly group: Group;
  readonly room: Room;
  readonly places: Room;
  readonly backlog: Backlog;
};

/** Handles requests to the door and answers true; for any other path it does nothing and answers false. */
export function createIntake(
  deps: IntakeDeps,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const door: Door = {
    deps,
    directory: createDirectory(deps),
    group: createGroup(deps.receive),
    room: createRoom(IN_HAND_BYTES_MAX),
    places: createRoom(IN_HAND_REQUESTS_MAX),
    backlog: createBacklog(deps),
  };
  return (request, response) => {
    const { url = '' } = request;
    if (url !== DOOR && !url.startsWith(`${DOOR}?`)) return false;
    takeInHand(door, request).then(
      (receipts) => answer(response, 202, 'application/json', JSON.stringify({ events: receipts })),
      (error: unknown) => refuse(deps, response, error),
    );
    return true;
  };
}

async function takeInHand(door: Door, request: IncomingMessage): Promise<readonly EventReceipt[]> {
  if (!door.places.take(1))
    throw new AppError(
      'too-busy',
      'The server has as many requests in hand as it can. Send it again soon.',
    );
  try {
    return await take(door, request);
  } finally {
    door.places.give(1);
  }
}

async function take(door: Door, request: IncomingMessage): Promise<readonly EventReceipt[]> {
  if (request.method !== 'POST')
    throw new AppError('wrong-method', `Send events with POST, not ${request.method ?? ''}.`);
  const mode = modeOf(request.headers);
  const claim = claimOf(request.headers);
  const directory = await door.directory();
  const keyOwner = claim.by === 'key' ? partnerOfKey(directory, claim.apiKey) : null;
  await door.backlog.look();
  door.backlog.check(keyOwner);

  const timeoutMs = door.deps.bodyTimeoutMs ?? BODY_TIMEOUT_MS;
  const body = await readBody(request, { ...mode, room: door.room, timeoutMs });
  try {
    if (!isUtf8(body)) throw new AppError('not-utf8', 'The body is not UTF-8. Write it as UTF-8.');
    const text = body.toString('utf8');
    const headerSource = mode.shape === 'data' ? attribute(request.headers, 'source') : null;
    const scanned = text === '' && mode.shape === 'data' ? null : scan(text, mode.shape);
    const source = headerSource ?? scanned?.source ?? null;
    const signed = { source, body, nowMs: door.deps.nowMs() };
    const partner =
      claim.by === 'key' ? (keyOwner ?? '') : partnerOfSignature(directory, claim, signed);
    const events = readEvents(parse(text, mode, request), mode.shape === 'batch', partner);
    door.backlog.check(partner, events.length);
    door.backlog.add(partner, events.length);
    return receiptsOf(events, await door.group(events, partner), mode);
  } finally {
    door.room.give(body.length);
  }
}

/** The scan has passed the text, so it parses. */
function parse(text: string, mode: Mode, request: IncomingMessage): unknown {
  const value: unknown = text === '' ? undefined : JSON.parse(text);
  return mode.shape === 'data' ? fromHeaders(request.headers, value) : value;
}

/** `event-conflict`. */
function receiptsOf(
  events: readonly ArrivedEvent[],
  answered: AcceptedRequest,
  mode: Mode,
): readonly EventReceipt[] {
  if (answered.outcome === 'accepted')
    return events.map(({ event }, index) => {
      const eventId = answered.events[index]?.eventId;
      if (eventId === undefined) throw new Error('The store answered for fewer events than it got');
      return { source: event.source, id: event.id, eventId };
    });
  const message = 'was used before for an event with other content; give each event its own id';
  const errors = answered.conflicts.map((place) => ({
    pointer: mode.shape === 'batch' ? `/${place}/id` : '/id',
    message,
  }));
  throw new AppError(
    'event-conflict',
    `${errors[0]?.pointer ?? ''}: this id ${message}. Nothing of this request was kept.`,
    { details: { errors } },
  );
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

function retryAfterS({ code, details }: AppError): number {
  const told = details['retryAfterS'];
  if (typeof told === 'number') return told;
  return code === 'storage-full' ? RETRY_LATER_S : RETRY_SOON_S;
}

function refuse({ report, fatal }: IntakeDeps, response: ServerResponse, error: unknown): void {
  const problem = problemOf(error);
  if (!(error instanceof AppError)) report('The door failed', error);
  if (error instanceof AppError) {
    if (error.code === 'wrong-method') response.setHeader('allow', 'POST');
    if (problem.status === 415) response.setHeader('accept', ACCEPTED);
    if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (error.code === 'too-slow') response.setHeader('connection', 'close');
    if (ERRORS[error.code].retry) response.setHeader('retry-after', retryAfterS(error));
  }
  answer(response, problem.status, 'application/problem+json', JSON.stringify(problem));
  if (error instanceof AppError && error.code === 'storage-failed') fatal(error);
}
