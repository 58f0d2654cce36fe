/** What each operator of our own means, case by case: zones, changes of the clock, leap days, nothing, edges. */
import { expect, test } from 'vitest';
import { OPERATORS, evaluateCondition, momentOf, operatorNamed } from '@recipro/rules';
import type { Json } from '@recipro/schema';
import { newClock } from '../../rules/clock.ts';
import { OWN } from '../../rules/operators.ts';
import { AWKWARD, TEXTLESS } from './awkward-values.ts';

const NOTHING = [undefined, null, '', [], {}, true, Number.NaN, ...TEXTLESS] as const;
const EDGE = Number.MAX_SAFE_INTEGER;

test.each<[string, unknown, Json, boolean]>([
  ['between', 5, [5, 7], true],
  ['between', 7, [5, 7], true],
  ['between', 7.000_001, [5, 7], false],
  ['between', EDGE, [EDGE, EDGE], true],
  ['between', EDGE - 1, [EDGE, EDGE], false],
  ['between', -0, [0, 1], true],
  ['between', '6', [5, 7], false],
  ['between', 6, [7, 5], false],
  ['between', 6, [5], false],
  ['between', '2028-02-29', ['2028-02-01', '2028-02-29'], true],
  ['between', '2028-03-01T00:30:00+01:00', ['2028-02-01', '2028-02-29'], true],
  ['between', '2028-03-01T00:00:00Z', ['2028-02-01', '2028-02-29'], false],
  ['before', '2026-11-24', '2026-11-25', true],
  ['before', '2026-11-25', '2026-11-25', false],
  ['before', '2026-11-25T00:00:00Z', '2026-11-25', false],
  ['before', '2026-11-25T00:30:00+01:00', '2026-11-25', true],
  ['before', '2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00Z', true],
  ['before', '2026-02-29', '2026-12-01', false],
  ['before', 'yesterday', '2026-12-01', false],
  ['before', '2026-11-25T24:00:00Z', '2026-12-01', false],
  // Years before 100 are no dates: the language would read another century into them.
  ['before', '0020-01-01', '0021-01-01', false],
  ['before', 0, '1970-01-01T00:00:00.001Z', true],
  ['before', EDGE, '9999-12-31', false],
  ['after', '2026-11-26', '2026-11-25', true],
  ['after', '2026-11-25T23:59:59Z', '2026-11-25', false],
  ['after', '2026-11-25T20:00:00-05:00', '2026-11-25', true],
  // The clocks go forward and back: with its offset a moment is one moment.
  ['after', '2026-03-29T03:00:00+02:00', '2026-03-29T01:59:59+01:00', true],
  ['before', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', true],
  ['after', '2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00', false],
  ['startsWith', 'VIP-7', 'VIP', true],
  ['startsWith', 'vip-7', 'VIP', false],
  ['startsWith', ['VIP'], 'VIP', false],
  ['endsWith', 'VIP-7', '-7', true],
  ['endsWith', '7', '77', false],
  ['containsText', 'a VIP here', 'VIP', true],
  ['containsText', ['VIP'], 'VIP', false],
  ['containsText', 'naïve 🚕', '🚕', true],
  ['matches', 'VIP-12', '^VIP-[0-9]+$', true],
  ['matches', 'VIP-', '^VIP-[0-9]+$', false],
  ['matches', 'x VIP-1 y', 'VIP-[0-9]', true],
  ['matches', 'Århus', '^\\p{L}+$', true],
  ['matches', 'aa', '(a)\\1', false],
  ['matches', 'a', '(', false],
  ['matches', 'a'.repeat(1_001), 'a', false],
  ['matches', 'a', 'a'.repeat(201), false],
  ['isMissing', undefined, true, true],
  ['isMissing', null, true, true],
  ['isMissing', '', true, false],
  ['isMissing', 0, true, false],
  ['isMissing', false, true, false],
  ['isMissing', [], true, false],
  ['isPresent', 0, true, true],
  ['isPresent', null, true, false],
  [
    'someItem',
    [
      { sku: 'a', n: 1 },
      { sku: 'b', n: 9 },
    ],
    wants('a', 5),
    false,
  ],
  [
    'someItem',
    [
      { sku: 'b', n: 1 },
      { sku: 'a', n: 9 },
    ],
    wants('a', 5),
    true,
  ],
  ['someItem', [], wants('a', 5), false],
  ['someItem', [null, 5, 'a', [{ sku: 'a' }]], wants('a', 5), false],
  ['someItem', { sku: 'a', n: 9 }, wants('a', 5), false],
  ['someItem', ['a', 'b'], [{ operator: 'equal', value: 'b' }], true],
  [
    'someItem',
    [[{ n: 1 }]],
    [{ operator: 'someItem', value: [{ operator: 'equal', value: 1 }] }],
    false,
  ],
  [
    'someItem',
    [{ constructor: 1 }],
    [{ path: '$.constructor', operator: 'isPresent', value: true }],
    false,
  ],
  [
    'everyItem',
    [
      { sku: 'a', n: 6 },
      { sku: 'a', n: 9 },
    ],
    wants('a', 5),
    true,
  ],
  ['everyItem', [{ sku: 'a', n: 6 }, { sku: 'a' }], wants('a', 5), false],
  ['everyItem', [], wants('a', 5), true],
])('%s of %j with %j is %s', (operator, read, needed, met) => {
  expect(operatorNamed(operator)?.(read, needed)).toBe(met);
  expect(operatorNamed(`not:${operator}`)?.(read, needed)).toBe(!met);
});

function wants(sku: string, more: number): Json {
  return [
    { path: '$.sku', operator: 'equal', value: sku },
    { path: '$.n', operator: 'greaterThan', value: more },
  ];
}

test.each<[unknown, number, boolean]>([
  [{ latitude: 55.6761, longitude: 12.5683 }, 0.001, true],
  // From Copenhagen town hall to the airport it is 8.4 km.
  [{ latitude: 55.6181, longitude: 12.656 }, 8_000, false],
  [{ lat: 55.6181, lon: 12.656 }, 9_000, true],
  [{ lat: 55.6181, lng: 12.656 }, 9_000, true],
  [[55.6761, 12.5683], 9_000, false],
  [{ latitude: '55.6761', longitude: 12.5683 }, 9_000, false],
  [{ latitude: 155.6761, longitude: 12.5683 }, 20_000_000, false],
  [{ latitude: -55.6761, longitude: -167.4317 }, 20_038_000, true],
])('%j is within the radius of %d m around the town hall: %s', (place, radiusMeters, met) => {
  const circle = { latitude: 55.6761, longitude: 12.5683, radiusMeters };
  expect(operatorNamed('withinRadius')?.(place, circle)).toBe(met);
});

test('a radius reaches over the date line and the poles', () => {
  const near = (latitude: number, longitude: number, from: readonly [number, number]) =>
    operatorNamed('withinRadius')?.(
      { latitude, longitude },
      { latitude: from[0], longitude: from[1], radiusMeters: 30_000 },
    );
  expect(near(0, 179.9, [0, -179.9])).toBe(true);
  expect(near(89.9, 0, [89.9, 180])).toBe(true);
  expect(near(89.5, 0, [89.5, 180])).toBe(false);
});

const clockAt = newClock();

/** Whether `when` is within the last days or hours before `now`. */
function within(now: string, when: Json, params: Record<string, string | number>): boolean {
  const { met } = evaluateCondition(
    {
      fact: 'event',
      path: '$.when',
      operator: 'withinLast',
      value: { fact: 'now', path: '$.window', params },
    },
    ({ fact, params: given = {} }) =>
      fact === 'event' ? { when } : clockAt(Date.parse(now), given),
  );
  return met === true;
}

const CPH = { zone: 'Europe/Copenhagen' };

test.each<[string, string, Json, Record<string, string | number>, boolean]>([
  ['now itself', '2026-11-25T12:00:00Z', '2026-11-25T12:00:00Z', { days: 1 }, true],
  ['a moment later', '2026-11-25T12:00:00Z', '2026-11-25T12:00:00.001Z', { days: 1 }, false],
  ['the first moment', '2026-11-25T12:00:00Z', '2026-11-11T12:00:00Z', { days: 14 }, true],
  ['a moment before', '2026-11-25T12:00:00Z', '2026-11-11T11:59:59Z', { days: 14 }, false],
  ['36 hours', '2026-11-25T12:00:00Z', '2026-11-24T00:00:00Z', { hours: 36 }, true],
  // On 29 March 2026 Copenhagen goes from 2 to 3 o'clock: the day before noon is only 23 hours away.
  ['23 hours', '2026-03-29T12:00:00+02:00', '2026-03-28T12:00:00+01:00', { ...CPH, days: 1 }, true],
  [
    '24 hours',
    '2026-03-29T12:00:00+02:00',
    '2026-03-28T11:59:59+01:00',
    { ...CPH, days: 1 },
    false,
  ],
  // On 25 October it goes back: the day before noon is 25 hours away.
  ['25 hours', '2026-10-25T12:00:00+01:00', '2026-10-24T12:00:00+02:00', { ...CPH, days: 1 }, true],
  ['25 hours in UTC', '2026-10-25T11:00:00Z', '2026-10-24T10:00:00Z', { days: 1 }, false],
  // 02:30 a day before does not exist: it begins at 03:30, when the clocks had been put forward.
  [
    'in the gap',
    '2026-03-30T02:30:00+02:00',
    '2026-03-29T03:30:00+02:00',
    { ...CPH, days: 1 },
    true,
  ],
  [
    'before the gap',
    '2026-03-30T02:30:00+02:00',
    '2026-03-29T01:59:59+01:00',
    { ...CPH, days: 1 },
    false,
  ],
  // 02:30 a day before came twice: it begins with the first.
  ['twice', '2026-10-26T02:30:00+01:00', '2026-10-25T02:30:00+02:00', { ...CPH, days: 1 }, true],
  ['over a leap day', '2028-03-01T08:00:00Z', '2028-02-29T08:00:00Z', { days: 1 }, true],
  ['no date', '2026-11-25T12:00:00Z', 'soon', { days: 1 }, false],
  ['nothing', '2026-11-25T12:00:00Z', null, { days: 1 }, false],
  [
    'no such zone',
    '2026-11-25T12:00:00Z',
    '2026-11-25T12:00:00Z',
    { zone: 'Moon', days: 1 },
    false,
  ],
  ['no days', '2026-11-25T12:00:00Z', '2026-11-25T12:00:00Z', {}, false],
])('within the last: %s', (_, now, when, params, met) => {
  expect(within(now, when, params)).toBe(met);
});

test('a time without an offset is UTC, whatever zone the machine is in', () => {
  expect(momentOf('2026-03-29T02:30')).toEqual(momentOf('2026-03-29T02:30:00Z'));
  expect(momentOf('2026-03-29 02:30:15.1234567')).toEqual({
    firstMs: Date.UTC(2026, 2, 29, 2, 30, 15, 123),
    lastMs: Date.UTC(2026, 2, 29, 2, 30, 15, 123),
  });
});

test('no operator of ours throws or is met by a value that says nothing, and each has its words', () => {
  for (const name of OWN.keys()) {
    const operator = operatorNamed(name);
    expect(OPERATORS.filter((entry) => entry.name === name)).toHaveLength(1);
    for (const read of [...NOTHING, ...AWKWARD]) {
      for (const needed of [...NOTHING, ...AWKWARD]) {
        expect(typeof operator?.(read, needed)).toBe('boolean');
      }
    }
    if (name === 'isMissing' || name === 'isPresent') continue;
    for (const read of [undefined, null, true, {}]) expect(operator?.(read, null)).toBe(false);
  }
});

test('a pattern costs no more than its bounds, however wicked', () => {
  const started = performance.now();
  for (const pattern of ['(a*)*b', '(a|aa)+$', '(.*)(.*)(.*)(.*)x', '(x+x+)+y']) {
    expect(operatorNamed('matches')?.('a'.repeat(999), pattern)).toBe(pattern === '(a|aa)+$');
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});
