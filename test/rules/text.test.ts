/** Text with places to fill in: what a place may be, and that nothing in it is code. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseText, plainText } from '../../rules/text.ts';
import { EXPLOITS } from './exploit-paths.ts';

function places(text: string): readonly unknown[] {
  return parseText(text).filter((part) => typeof part !== 'string');
}

test('a place names a part of the event or of what an earlier step gave', () => {
  expect(parseText('Hi {{event.data.name}}, use {{ result.free-coffee.code }}!')).toEqual([
    'Hi ',
    { place: 'event.data.name', ref: { fact: 'event', path: '$.data.name' } },
    ', use ',
    { place: 'result.free-coffee.code', ref: { fact: 'result:free-coffee', path: '$.code' } },
    '!',
  ]);
  expect(places('{{event.data.items[0].name}}')).toEqual([
    {
      place: 'event.data.items[0].name',
      ref: { fact: 'event', path: '$.data.items[0].name' },
    },
  ]);
});

test.each([
  'event',
  'event.',
  'event..data',
  'result.voucher',
  'result.',
  'customer.id',
  'event.__proto__.x',
  'event.data.constructor',
  'event.data["x"]',
  '1 + 1',
  'process.env.HOME',
  '',
])('{{%s}} can be read nowhere and is empty', (place) => {
  expect(places(`{{${place}}}`)).toEqual([{ place, ref: null }]);
});

test('no exploit written as a place can be read', () => {
  for (const path of EXPLOITS) {
    for (const part of parseText(`{{event${path.slice(1)}}}`)) {
      if (typeof part !== 'string' && part.place !== 'event.data') expect(part.ref).toBeNull();
    }
  }
});

test('only plain values have a text', () => {
  expect(['a', 5, true, null, undefined, [1], { a: 1 }].map(plainText)).toEqual([
    'a',
    '5',
    'true',
    '',
    '',
    '',
    '',
  ]);
});

test('every text comes apart into pieces that make it whole again, in time that grows with its length', () => {
  const soup = fc
    .array(fc.constantFrom('{', '{{', '}', '}}', 'event.data.x', ' ', 'result.a.b', 'é'), {
      maxLength: 60,
    })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ maxLength: 300 })), (text) => {
      const parts = parseText(text);
      const seen = parts.map((part) => (typeof part === 'string' ? part : part.place));
      const without = (from: string) => from.replaceAll(/[{}\s]/g, '');
      expect(without(seen.join(''))).toBe(without(text));
    }),
    { numRuns: 20_000 },
  );
  const started = performance.now();
  expect(parseText('{{'.repeat(500_000))).toHaveLength(1);
  expect(parseText('{{event.data.x}}'.repeat(50_000))).toHaveLength(50_000);
  expect(performance.now() - started).toBeLessThan(5_000);
});
