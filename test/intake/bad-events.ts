/** Texts that are no JSON or hold what cannot be kept, and events that are not right. */
import { data, deep, invalid, json, keys, raw, without, wrong } from './bad-kind.ts';
import type { BadInput } from './bad-kind.ts';
import { ride } from './door.ts';

const binary = {
  'ce-specversion': '1.0',
  'ce-id': 'b-1',
  'ce-source': 'rydo',
  'ce-type': 'ride.completed',
  'ce-subject': 'rider-1',
};

export const BAD_TEXTS: readonly BadInput[] = [
  raw(
    'not-utf8',
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
  ),
  raw('not-json', 'an empty body', ''),
  raw('not-json', 'JSON that ends too early', json(ride()).slice(0, -1)),
  raw('not-json', 'a trailing comma', '{"a":1,}'),
  raw('not-json', 'single quotes', "{'a':1}"),
  raw('not-json', 'NaN', '{"a":NaN}'),
  raw('not-json', 'a number with a leading zero', '{"a":01}'),
  raw('not-json', 'a comment', '{"a":1/*one*/}'),
  raw('not-json', 'a byte order mark', `\ufeff${json(ride())}`),
  raw('not-json', 'two values', `${json(ride())}{}`),
  raw('not-json', 'a line break in a text', '{"a":"one\ntwo"}'),
  raw('not-json', 'an unknown escape', '{"a":"\\x41"}'),
  data('too-deep', `/data/a${'/0'.repeat(30)}`, 'JSON nested 33 deep', `{"a":${deep(31)}}`),
  data('too-deep', `/data/a${'/0'.repeat(30)}`, 'JSON nested 30,000 deep', `{"a":${deep(30_000)}}`),
  data('too-many-keys', '/data/k1993', 'an event of 2,001 keys', keys(1994)),
  data('duplicate-key', '/data/a', 'a key twice', '{"a":1,"b":2,"a":3}'),
  data('duplicate-key', '/data/a', 'a key twice, once in escapes', '{"a":1,"\\u0061":3}'),
  data('forbidden-key', '/data/__proto__', 'a key __proto__', '{"__proto__":{"admin":true}}'),
  data(
    'forbidden-key',
    '/data/__proto__',
    'a key __proto__ in escapes',
    '{"\\u005f_proto__":{"admin":true}}',
  ),
  data('forbidden-key', '/data/a/0/constructor', 'a key constructor', '{"a":[{"constructor":1}]}'),
  data('forbidden-key', '/data/prototype', 'a key prototype', '{"prototype":1}'),
  data('forbidden-character', '/data/a', 'half a surrogate pair', '{"a":"\\ud83d"}'),
  data('forbidden-character', '/data/a', 'a zero character', '{"a":"\\u0000"}'),
  data('number-inexact', '/data/n', 'the number 2^53', '{"n":9007199254740992}'),
  data('number-inexact', '/data/n', 'the number 2^53 + 1', '{"n":9007199254740993}'),
  data('number-inexact', '/data/n', 'a number beyond any', '{"n":1e400}'),
  data('number-inexact', '/data/n', 'more digits than can be kept', '{"n":0.12345678901234567890}'),
  data(
    'event-invalid',
    '/data/fare/amountMinor',
    'an amount of 1.5',
    '{"fare":{"amountMinor":1.5,"currency":"USD"}}',
  ),
  data(
    'event-invalid',
    '/data/fare/amountMinor',
    'an amount below zero',
    '{"fare":{"amountMinor":-1,"currency":"USD"}}',
  ),
  data('event-invalid', '/data/tipsMinor/1', 'an amount of 0.5 in a list', '{"tipsMinor":[1,0.5]}'),
  data(
    'number-inexact',
    '/data/fare/amountMinor',
    'an amount of 2^53',
    '{"fare":{"amountMinor":9007199254740992}}',
  ),
];

export const BAD_EVENTS: readonly BadInput[] = [
  wrong(400, 'event-invalid', '/id', 'no id', { body: without('id') }),
  wrong(400, 'event-invalid', '/subject', 'no subject', { body: without('subject') }),
  wrong(400, 'event-invalid', '/specversion', 'no specversion', { body: without('specversion') }),
  invalid('/specversion', 'an older CloudEvents', { specversion: '0.3' }),
  invalid('/id', 'an empty id', { id: '' }),
  invalid('/id', 'an id of 129 characters', { id: 'x'.repeat(129) }),
  invalid('/id', 'an id that is a number', { id: 7 }),
  invalid('/type', 'a type with a space', { type: 'ride completed' }),
  invalid('/time', 'a time that is none', { time: 'yesterday' }),
  invalid('/time', 'a time without a zone', { time: '2026-03-01T09:30:00' }),
  invalid('/data', 'data that is a list', { data: [1] }),
  invalid('/data', 'data that is a text', { data: '{"a":1}' }),
  invalid('/data_base64', 'data in base64', { data_base64: 'eyJhIjoxfQ==' }),
  invalid('/datacontenttype', 'data that is XML', { datacontenttype: 'application/xml' }),
  invalid('/customerId', 'an attribute that CloudEvents does not know', { customerId: '7' }),
  invalid('/tags', 'an extension attribute that is a list', { tags: ['a'] }),
  wrong(400, 'event-invalid', '/type', 'binary mode without a type', {
    body: '{}',
    type: 'application/json',
    headers: Object.fromEntries(Object.entries(binary).filter(([name]) => name !== 'ce-type')),
  }),
  wrong(400, 'event-invalid', '/subject', 'binary mode with broken percent-encoding', {
    body: '{}',
    type: 'application/json',
    headers: { ...binary, 'ce-subject': '%zz' },
  }),
  wrong(400, 'event-invalid', '/subject', 'binary mode with percent-encoding that is not UTF-8', {
    body: '{}',
    type: 'application/json',
    headers: { ...binary, 'ce-subject': '%c3%28' },
  }),
  wrong(400, 'event-invalid', '/data', 'binary mode with data in a header', {
    body: '{}',
    type: 'application/json',
    headers: { ...binary, 'ce-data': '{}' },
  }),
  wrong(400, 'duplicate-key', '/data/a', 'binary mode with a key twice', {
    body: '{"a":1,"a":2}',
    type: 'application/json',
    headers: binary,
  }),
];
