/** Conditions drawn at random over the generated events: every operator, against values on both sides of its answer. */
import * as fc from 'fast-check';
import type { Condition, Json } from '@recipro/schema';

/** What generated events carry; each name may be missing or of another kind. */
export const generatedData: fc.Arbitrary<Record<string, Json>> = fc.record(
  {
    n: fc.oneof(fc.integer({ min: -2, max: 12 }), fc.constantFrom(1.5, 'text')),
    m: fc.nat(9),
    s: fc.constantFrom('VIP-7', 'VIP-x', 'new', ''),
    when: fc.constantFrom<Json[]>(
      '2026-02-28',
      '2026-03-29T02:30:00+01:00',
      '2026-03-29T00:30:00Z',
      '1970-01-01T00:00:00.500Z',
      'soon',
      null,
    ),
    at: fc.constantFrom<Json[]>(
      { latitude: 55.68, longitude: 12.57 },
      { lat: 40.64, lng: -73.78 },
      null,
    ),
    items: fc.array(
      fc.record({ sku: fc.constantFrom('a', 'b'), quantity: fc.nat(4) }, { requiredKeys: ['sku'] }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['n'] },
);

const NUMBERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const event = (name: string) => ({ fact: 'event', path: `$.data.${name}` });
const number = fc.integer({ min: -2, max: 12 });
const moment = fc.constantFrom('2026-02-28', '2026-03-29T01:30:00Z', '1970-01-01T00:00:01Z');
const zone = fc.constantFrom('UTC', 'Europe/Copenhagen', 'America/New_York');

function comparing(
  read: { readonly fact: string; readonly path: string },
  operator: fc.Arbitrary<string>,
  value: fc.Arbitrary<Json>,
): fc.Arbitrary<Condition> {
  return fc.tuple(operator, value).map(([name, needed]) => ({
    ...read,
    operator: name,
    value: needed,
  }));
}

const parts = fc.constantFrom<Json[]>(
  [{ path: '$.sku', operator: 'equal', value: 'a' }],
  [
    { path: '$.sku', operator: 'in', value: ['a', 'c'] },
    { path: '$.quantity', operator: 'greaterThan', value: 2 },
  ],
  [{ path: '$.quantity', operator: 'isMissing', value: true }],
);

/** One comparison of each sort. */
const COMPARISONS: readonly fc.Arbitrary<Condition>[] = [
  comparing(event('n'), fc.constantFrom(...NUMBERS, 'equal', 'notEqual'), number),
  comparing(event('m'), fc.constantFrom(...NUMBERS, 'equal'), number),
  comparing(
    event('n'),
    fc.constantFrom('between', 'not:between'),
    fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
  ),
  comparing(
    event('s'),
    fc.constantFrom('in', 'notIn', 'someValue:startsWith'),
    fc.constant(['VIP-7', 'new']),
  ),
  comparing(
    event('s'),
    fc.constantFrom('startsWith', 'endsWith', 'containsText', 'equal'),
    fc.constantFrom('VIP', '-7', 'e'),
  ),
  comparing(event('s'), fc.constant('matches'), fc.constantFrom('^VIP-[0-9]+$', 'x?')),
  comparing(event('when'), fc.constantFrom('before', 'after'), moment),
  comparing(
    event('when'),
    fc.constant('between'),
    fc.constantFrom<Json[]>(['2026-01-01', '2026-03-01'], ['1970-01-01', '2026-12-31']),
  ),
  fc.tuple(zone, fc.constantFrom(1, 90)).map(([name, days]) => ({
    ...event('when'),
    operator: 'withinLast',
    value: { fact: 'now', path: '$.window', params: { zone: name, days } },
  })),
  comparing(
    event('at'),
    fc.constant('withinRadius'),
    fc.constantFrom(
      { latitude: 55.7, longitude: 12.6, radiusMeters: 5_000 },
      { latitude: 40.64, longitude: -73.78, radiusMeters: 1 },
    ),
  ),
  comparing(event('items'), fc.constantFrom('someItem', 'everyItem'), parts),
  fc
    .tuple(
      fc.constantFrom('n', 'm', 's', 'when', 'at', 'items'),
      fc.constantFrom('isMissing', 'isPresent'),
    )
    .map(([name, operator]) => ({ ...event(name), operator, value: true })),
  comparing(
    { fact: 'customer', path: '$.tags' } as const,
    fc.constantFrom('contains', 'doesNotContain', 'someFact:equal'),
    fc.constantFrom('vip', 'new'),
  ),
  fc
    .tuple(fc.constantFrom('loyalty', 'other'), fc.constantFrom(...NUMBERS), number)
    .map(([name, operator, value]) => ({ fact: 'score', params: { name }, operator, value })),
  fc.tuple(fc.constantFrom(...NUMBERS), number).map(([operator, value]) => ({
    fact: 'balance',
    params: { currency: 'CARD' },
    path: '$.availableMinor',
    operator,
    value,
  })),
  zone.chain((name) =>
    fc.tuple(fc.constantFrom(...NUMBERS), fc.nat(24)).map(([operator, value]) => ({
      fact: 'now',
      params: { zone: name },
      path: '$.hour',
      operator,
      value,
    })),
  ),
  // Throws in the library when the event brings no list, if it is evaluated at all.
  fc.constant({ ...event('n'), operator: 'swap:in', value: 'text' }),
  fc.constant({ condition: 'regular' }),
];

/** `earlier` are the actions that may have been taken before. */
export function generatedCondition(earlier: readonly string[]): fc.Arbitrary<Condition> {
  const outcome = fc
    .tuple(
      fc.constantFrom(...(earlier.length > 0 ? earlier : [''])),
      fc.constantFrom('done', 'declined'),
    )
    .map(([id, way]) => ({ fact: `step:${id}`, operator: 'equal', value: way }));
  const one = fc.oneof(...COMPARISONS, ...(earlier.length > 0 ? [outcome] : []));
  const some = fc.array(one, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    one,
    some.map((all) => ({ all })),
    some.map((any) => ({ any })),
    one.map((not) => ({ not })),
  );
}
