/** Requests that are wrong before anybody looks at the events in them, and senders who are not who they say. */
import { gzipSync } from 'node:zlib';
import { json, long, signature, without, wrong } from './bad-kind.ts';
import type { BadInput } from './bad-kind.ts';
import { BATCH, ride, STRUCTURED } from './door.ts';

export const BAD_REQUESTS: readonly BadInput[] = [
  wrong(405, 'wrong-method', undefined, 'a GET', { body: '', method: 'GET' }),
  wrong(405, 'wrong-method', undefined, 'a PUT', { body: json(ride()), method: 'PUT' }),
  wrong(415, 'wrong-content-type', undefined, 'plain text', {
    body: json(ride()),
    type: 'text/plain',
  }),
  wrong(415, 'wrong-content-type', undefined, 'no content type', {
    body: json(ride()),
    type: null,
  }),
  wrong(415, 'wrong-content-type', undefined, 'XML', {
    body: '<event/>',
    type: 'application/cloudevents+xml',
  }),
  wrong(415, 'wrong-content-type', undefined, 'a form', {
    body: 'a=1',
    type: 'application/x-www-form-urlencoded',
  }),
  wrong(415, 'wrong-content-type', undefined, 'another character set', {
    body: json(ride()),
    type: `${STRUCTURED}; charset=latin1`,
  }),
  wrong(415, 'wrong-encoding', undefined, 'a compressed body', {
    body: gzipSync(json(ride())),
    headers: { 'content-encoding': 'gzip' },
  }),
  wrong(413, 'event-too-large', undefined, 'an event over 64 KB', { body: long(64 * 1024) }),
  wrong(413, 'event-too-large', '/1', 'an event over 64 KB in a batch', {
    body: `[${json(ride())},${long(64 * 1024)}]`,
    type: BATCH,
  }),
  wrong(413, 'event-too-large', '/0', 'an event over 64 KB only in bytes', {
    body: `[${json(ride({ data: { text: 'ø'.repeat(33_000) } }))}]`,
    type: BATCH,
  }),
  wrong(413, 'body-too-large', undefined, 'a request over 4 MB', {
    body: `[${'1,'.repeat(2 * 1024 * 1024)}1]`,
    type: BATCH,
  }),
  wrong(413, 'batch-too-large', '/1000', 'a batch of 1,001 events', {
    body: json(Array.from({ length: 1001 }, () => ride())),
    type: BATCH,
  }),
  wrong(400, 'batch-empty', undefined, 'an empty batch', (door) => ({
    body: '[]',
    type: BATCH,
    as: { headers: { authorization: `Bearer ${door.rydo.apiKey}` } },
  })),
  wrong(400, 'event-invalid', '', 'a batch that is one event', (door) => ({
    body: json(ride()),
    type: BATCH,
    as: { headers: { authorization: `Bearer ${door.rydo.apiKey}` } },
  })),
  wrong(400, 'event-invalid', '', 'a list of events sent as one event', (door) => ({
    body: json([ride()]),
    as: { headers: { authorization: `Bearer ${door.rydo.apiKey}` } },
  })),
  wrong(400, 'event-invalid', '/1', 'a batch with something that is no event', {
    body: `[${json(ride())},7]`,
    type: BATCH,
  }),
  wrong(400, 'event-invalid', '/1/type', 'a batch with one bad event', {
    body: json([ride(), ride({ type: 'no words' })]),
    type: BATCH,
  }),
];

export const BAD_SENDERS: readonly BadInput[] = [
  wrong(401, 'credentials-missing', undefined, 'no credentials', {
    body: json(ride()),
    as: { headers: {} },
  }),
  wrong(401, 'credentials-missing', undefined, 'a user name and password', {
    body: json(ride()),
    as: { headers: { authorization: 'Basic cnlkbzpyeWRv' } },
  }),
  wrong(401, 'key-wrong', undefined, 'an unknown API key', {
    body: json(ride()),
    as: { headers: { authorization: 'Bearer rcp_unknown' } },
  }),
  wrong(403, 'source-not-yours', '/source', 'an event of another partner, by key', (door) => ({
    body: json(ride()),
    as: { headers: { authorization: `Bearer ${door.cardia.apiKey}` } },
  })),
  wrong(403, 'source-not-yours', '/1/source', 'one event of another partner in a signed batch', {
    body: json([ride(), ride({ source: 'cardia' })]),
    type: BATCH,
  }),
  wrong(
    401,
    'signature-wrong',
    undefined,
    'an event of another partner, signed by oneself',
    (door) => ({ body: json(ride()), as: door.cardia }),
  ),
  wrong(401, 'signature-wrong', undefined, 'an unknown partner', {
    body: json(ride({ source: 'nobody' })),
  }),
  wrong(401, 'signature-wrong', undefined, 'an event without a source', {
    body: without('source'),
  }),
  signature(
    'credentials-missing',
    'a signature without a timestamp',
    ({ 'webhook-timestamp': _left, ...rest }) => rest,
  ),
  signature('signature-wrong', 'a signature of nothing', (headers) => ({
    ...headers,
    'webhook-signature': 'v1,',
  })),
  signature('signature-wrong', 'a signature of an unknown version', (headers) => ({
    ...headers,
    'webhook-signature': headers['webhook-signature']?.replace('v1,', 'v2,') ?? '',
  })),
  signature('signature-wrong', 'a signature with another id', (headers) => ({
    ...headers,
    'webhook-id': 'another',
  })),
  signature('signature-wrong', 'an id with a full stop', (headers) => ({
    ...headers,
    'webhook-id': `a.${headers['webhook-id']}`,
  })),
  signature('signature-wrong', 'two ids', (headers) => ({
    ...headers,
    'webhook-id': [headers['webhook-id'] ?? '', 'two'],
  })),
  signature('signature-wrong', 'a timestamp with something after it', (headers) => ({
    ...headers,
    'webhook-timestamp': `${headers['webhook-timestamp']}junk`,
  })),
  signature('signature-wrong', 'a timestamp in milliseconds', (headers) => ({
    ...headers,
    'webhook-timestamp': `${headers['webhook-timestamp']}000`,
  })),
  signature('signature-wrong', 'a hundred signatures', (headers) => ({
    ...headers,
    'webhook-signature': Array.from({ length: 100 }, () => headers['webhook-signature']).join(' '),
  })),
  signature('signature-old', 'a timestamp five minutes and a second ago', (headers, door) => ({
    ...headers,
    'webhook-timestamp': String(Math.floor(door.nowMs() / 1000) - 301),
  })),
  signature('signature-old', 'a timestamp of the future', (headers, door) => ({
    ...headers,
    'webhook-timestamp': String(Math.floor(door.nowMs() / 1000) + 301),
  })),
];
