/** A path reads what it names and nothing else, whatever text it is. */
import * as fc from 'fast-check';
import { Almanac } from 'json-rules-engine';
import { expect, test } from 'vitest';
import { readPath } from '@recipro/rules';
import { EXPLOITS } from './exploit-paths.ts';

const THING = {
  data: {
    fare: { amountMinor: 1450, currency: 'USD' },
    items: [{ name: 'map' }, null, 'text', [1, [2]]],
    none: null,
    '0': 'zero',
    empty: {},
  },
};

test.each([
  ['$.data.fare.amountMinor', 1450],
  ['$.data.items[0].name', 'map'],
  ['$.data.items[1]', null],
  ['$.data.items[1].name', undefined],
  ['$.data.items[2].length', 4],
  ['$.data.items[3][1][0]', 2],
  ['$.data.items[9]', undefined],
  ['$.data.items.length', 4],
  ['$.data.none.more', undefined],
  ['$.data[0]', 'zero'],
  ['$.data.empty', {}],
  ['$.data.toString', undefined],
  ['$.data.hasOwnProperty', undefined],
  ['$.nothing.here', undefined],
])('%s reads %j', (path, expected) => {
  expect(readPath(THING, path)).toEqual(expected);
});

test('a path deeper than 16 reads nothing', () => {
  let deep: unknown = 'bottom';
  for (let depth = 0; depth < 17; depth += 1) deep = { a: deep };
  expect(readPath(deep, `$${'.a'.repeat(16)}`)).toEqual({ a: 'bottom' });
  expect(readPath(deep, `$${'.a'.repeat(17)}`)).toBeUndefined();
});

test('own properties with dangerous names are not read, inherited ones never', () => {
  const hostile: unknown = JSON.parse('{"__proto__": {"x": 1}, "constructor": {"x": 1}, "a": {}}');
  for (const path of [
    '$.__proto__',
    '$.__proto__.x',
    '$.constructor',
    '$.constructor.x',
    '$.a.__proto__',
    '$.a.constructor.constructor',
    '$.prototype',
  ]) {
    expect(readPath(hostile, path)).toBeUndefined();
  }
});

test.each(EXPLOITS)('the exploit %s reads nothing, throws nothing and runs nothing', (path) => {
  const before = Object.keys(globalThis).length;
  expect(readPath(THING, path)).toBeUndefined();
  expect(readPath([THING], path)).toBeUndefined();
  expect(Object.keys(globalThis)).toHaveLength(before);
  expect(Reflect.get(globalThis, 'pwned')).toBeUndefined();
});

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'length', 'x1', '_y'),
  fc.stringMatching(/^[A-Za-z_]\w{0,6}$/),
);
const plainPath = fc
  .array(
    fc.oneof(
      key.map((name) => `.${name}`),
      fc.nat(5).map((place) => `[${place}]`),
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => `$${parts.join('')}`)
  .filter((path) => !/\.(__proto__|constructor|prototype|hasOwnProperty)/.test(path));
const tree = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom(null, 0, 1, '', 'abc', true),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'x1', '_y', '0', '1'), tie('node'), {
      maxKeys: 4,
    }),
  ),
})).node;

test('a plain path reads what the JSONPath of the library reads', async () => {
  await fc.assert(
    fc.asyncProperty(tree, plainPath, async (value, path) => {
      fc.pre(typeof value === 'object' && value !== null);
      const almanac = new Almanac();
      almanac.addFact('thing', value);
      expect(readPath(value, path)).toEqual(await almanac.factValue('thing', {}, path));
    }),
    { numRuns: 5_000, examples: [[[''], '$[0].length']] },
  );
});

test('any text at all as a path gives a value or nothing, and never throws', () => {
  const soup = fc.array(
    fc.constantFrom(
      '$',
      '.',
      '..',
      '[',
      ']',
      '*',
      '@',
      '?(',
      ')',
      "'",
      'a',
      '0',
      '__proto__',
      '^',
      '~',
      '`',
      '(',
      'constructor',
      ':',
      ',',
      ' ',
      '\u0000',
    ),
    { maxLength: 20 },
  );
  const text = fc.oneof(
    soup.map((parts) => parts.join('')),
    fc.string({ maxLength: 400 }),
  );
  fc.assert(
    fc.property(text, tree, (path, value) => {
      const found = readPath(value, path);
      if (!path.startsWith('$')) expect(found).toBeUndefined();
    }),
    { numRuns: 20_000 },
  );
});
