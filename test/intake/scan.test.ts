/** The scan before parsing, against JSON.parse as its oracle, over generated texts. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '@recipro/server/errors.ts';
import { isExact } from '@recipro/server/intake/number.ts';
import { scan } from '@recipro/server/intake/scan.ts';

const RUNS = 20_000;
/** Refusals of what is JSON, and rightly so. */
const LIMITS = new Set([
  'too-deep',
  'too-many-keys',
  'duplicate-key',
  'forbidden-key',
  'forbidden-character',
  'number-inexact',
  'event-invalid',
]);

function codeOf(text: string): string {
  try {
    scan(text, 'event');
    return 'passed';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function agrees(text: string): void {
  const code = codeOf(text);
  if (code === 'not-json') expect({ text, parses: parses(text) }).toEqual({ text, parses: false });
  // A limit may be met before the text breaks, so a refusal for a limit says nothing about the rest.
  else if (!LIMITS.has(code))
    expect({ text, code, parses: parses(text) }).toMatchObject({ parses: true });
}

describe('the scan', () => {
  it('passes all JSON that is within the limits, however it is spaced', () => {
    const spaced = fc.tuple(fc.json({ maxDepth: 6 }), fc.constantFrom('', ' ', '\n\t\r'));
    let passed = 0;
    fc.assert(
      fc.property(spaced, ([text, space]) => {
        agrees(`${space}${text}${space}`);
        if (codeOf(text) === 'passed') passed += 1;
      }),
      { numRuns: RUNS },
    );
    expect(passed).toBeGreaterThan(RUNS / 2);
  });

  it('passes nothing that JSON.parse refuses: JSON with one character changed, put in or left out', () => {
    const characters = fc.constantFrom(...'{}[]",:\\u0123456789eE+-.tfn \n\u0001x/'.split(''));
    const broken = fc.tuple(fc.json({ maxDepth: 4 }), fc.nat(), characters, fc.nat(2));
    fc.assert(
      fc.property(broken, ([text, place, character, gone]) => {
        const at = place % (text.length + 1);
        agrees(text.slice(0, at) + character + text.slice(at + gone));
      }),
      { numRuns: RUNS },
    );
  });

  it('passes nothing that JSON.parse refuses: characters at random', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '0',
      '1e',
      'true',
      'nul',
      ' ',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => agrees(parts.join(''))),
      { numRuns: RUNS },
    );
  });

  it('passes nothing from which JSON.parse would lose a key', () => {
    const key = fc.constantFrom('a', 'b', '\\u0061', 'c', '\\u0062');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 6 }), (names) => {
        const text = `{${names.map((name) => `"${name}":1`).join(',')}}`;
        const whole = Object.keys(JSON.parse(text)).length === names.length;
        expect(codeOf(text)).toBe(whole ? 'passed' : 'duplicate-key');
      }),
    );
  });

  it('reads the source of the first event and of no other place', () => {
    expect(scan('{"a":{"source":"no"},"source":"yes"}', 'event').source).toBe('yes');
    expect(scan('{"\\u0073ource":"y\\u0065s"}', 'event').source).toBe('yes');
    expect(scan('[{"data":{"source":"no"},"source":"yes"},{"source":"no"}]', 'batch').source).toBe(
      'yes',
    );
    expect(scan('[{},{"source":"no"}]', 'batch').source).toBeNull();
    expect(scan('{"source":"no"}', 'data').source).toBeNull();
    expect(scan('{"source":["no"]}', 'event').source).toBeNull();
  });

  it('takes time in proportion to the text, whatever is in it', () => {
    const texts = [
      '['.repeat(4e6),
      '{"a":'.repeat(1e6),
      `"${'\\u0041'.repeat(6e5)}"`,
      '1'.repeat(4e6),
      `[${'0,'.repeat(2e6)}0]`,
    ];
    for (const text of texts) {
      const startMs = performance.now();
      codeOf(text);
      expect({ text: text.slice(0, 9), slow: performance.now() - startMs > 2000 }).toMatchObject({
        slow: false,
      });
    }
  });
});

describe('a number', () => {
  it('is exact where its digits come out again', () => {
    for (const text of [
      '0',
      '-0',
      '1.50',
      '0.1',
      '1e3',
      '1E+2',
      '9007199254740991',
      '-9007199254740991',
      '0.10000000000000001',
      '1.7976931348623157e-5',
      '123456789012.345',
    ])
      expect({ text, exact: isExact(text) }).toEqual({ text, exact: true });
    for (const text of [
      '9007199254740992',
      '9007199254740993',
      '1e16',
      '1e400',
      '1e-400',
      '0.10000000000000000555',
      '123456789.1234567890',
      '90071992547409.911'.padEnd(120, '0'),
    ])
      expect({ text, exact: isExact(text) }).toEqual({ text, exact: false });
  });

  it('that JavaScript wrote is exact, unless it is a whole number that is too large', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const large = Number.isInteger(value) && !Number.isSafeInteger(value);
        expect(isExact(JSON.stringify(value))).toBe(!large);
      }),
      { numRuns: RUNS },
    );
  });
});
