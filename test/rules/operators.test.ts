/** Operators and decorators mean what the library means by them, for every pair of values. */
import { Engine } from 'json-rules-engine';
import { expect, test } from 'vitest';
import { addOperators } from '@recipro/rules/library.ts';
import { DECORATORS, OPERATORS, operatorNamed } from '../../rules/operators.ts';
import { AWKWARD, TEXTLESS } from './awkward-values.ts';

type LibraryOperator = { evaluate(read: unknown, needed: unknown): unknown };
type WithOperators = { operators: { get(name: string): LibraryOperator | null } };

/** The operators of an engine that was given ours; its types do not show them. */
function inLibrary(name: string): LibraryOperator {
  const engine = new Engine();
  addOperators(engine);
  const opened: unknown = engine;
  const found = (opened as WithOperators).operators.get(name);
  if (found === null) throw new Error(`the library has no ${name}`);
  return found;
}

const PREFIXES = [
  '',
  ...DECORATORS.map(({ name }) => `${name}:`),
  ...DECORATORS.flatMap((a) => DECORATORS.map((b) => `${a.name}:${b.name}:`)),
];
const NAMES = PREFIXES.flatMap((prefix) => OPERATORS.map(({ name }) => `${prefix}${name}`));

test('every operator, bare and decorated once or twice, answers what the library answers for every pair of values', () => {
  const all = [undefined, ...AWKWARD, ...TEXTLESS];
  let compared = 0;
  for (const [index, name] of NAMES.entries()) {
    // All values for the bare and once decorated; each third one, in turn, for the twice decorated.
    const twice = name.split(':').length > 2;
    const values = twice ? all.filter((_, place) => (place + index) % 3 === 0) : all;
    const theirs = inLibrary(name);
    const ours = operatorNamed(name);
    for (const read of values) {
      for (const needed of values) {
        const found = ours?.(read, needed);
        if (typeof found !== 'boolean') expect.fail(`${name} gives no answer`);
        let expected: unknown;
        try {
          expected = theirs.evaluate(read, needed);
        } catch {
          continue; // The library rejects the whole run here; we only must not throw.
        }
        compared += 1;
        if (found !== expected) {
          expect.fail(`${name}(${JSON.stringify(read)}, ${JSON.stringify(needed)}) is ${found}`);
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(300_000);
});

test('where the library rejects the run, a missing list is a list with nothing in it', () => {
  for (const needed of [undefined, null, 5, true, { a: 1 }]) {
    expect(operatorNamed('in')?.(1, needed)).toBe(false);
    expect(operatorNamed('notIn')?.(1, needed)).toBe(true);
    expect(operatorNamed('not:in')?.(1, needed)).toBe(true);
    expect(operatorNamed('someValue:equal')?.(1, needed)).toBe(false);
    expect(operatorNamed('everyValue:equal')?.(1, needed)).toBe(false);
  }
});

test('a name that is no operator gives none, however it is spelled', () => {
  for (const name of [
    '',
    ':',
    'equals',
    'not:',
    ':equal',
    'nope:equal',
    'equal:not',
    'constructor',
    '__proto__',
    'toString:equal',
  ]) {
    expect(operatorNamed(name)).toBeNull();
  }
});
