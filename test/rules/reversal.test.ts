/** How much goes back for a part of what was booked: exact, and never more than there was. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReversibleTransfer } from '@recipro/rules';
import { reversalAmounts } from '../../rules/reversal.ts';

function transfers(amounts: readonly number[], currency = 'USD'): ReversibleTransfer[] {
  return amounts.map((amountMinor, index) => ({
    id: `t${index}`,
    from: 'a',
    to: 'b',
    currency,
    amountMinor,
    remainingMinor: amountMinor,
    availableAtMs: null,
  }));
}

function after(given: readonly ReversibleTransfer[], amounts: readonly number[]) {
  return given.map((transfer, index) => ({
    ...transfer,
    remainingMinor: transfer.remainingMinor - (amounts[index] ?? 0),
  }));
}

test.each([
  ['half of 12.00', [1200], 1, 2, [600]],
  ['half of an odd amount, rounded up', [5], 1, 2, [3]],
  [
    'half of a fare split in three, to the cent of the sum',
    [1434, 1434, 1433],
    1,
    2,
    [717, 717, 717],
  ],
  ['a third of 1 each: one unit in all', [1, 1, 1], 1, 3, [1, 0, 0]],
  ['nothing', [500], 0, 1, [0]],
  ['more than all is all', [500], 3, 2, [500]],
  ['the largest amount there is', [Number.MAX_SAFE_INTEGER], 1, 1, [Number.MAX_SAFE_INTEGER]],
])('%s', (_, amounts, numerator, denominator, expected) => {
  expect(reversalAmounts(transfers(amounts), { numerator, denominator })).toEqual(expected);
});

test('without a part, all that is left goes back', () => {
  const [first] = transfers([500]);
  expect(reversalAmounts([{ ...first!, remainingMinor: 120 }], undefined)).toEqual([120]);
});

test('each currency is shared out on its own', () => {
  const mixed = [...transfers([3, 3], 'USD'), ...transfers([3], 'CARD')];
  expect(reversalAmounts(mixed, { numerator: 1, denominator: 2 })).toEqual([2, 1, 2]);
});

const amounts = fc.array(fc.oneof(fc.nat(20), fc.nat(1_000_000), fc.maxSafeNat()), {
  minLength: 1,
  maxLength: 5,
});

test('parts that make a whole give back the whole of every transfer, never more, in any order of parts', () => {
  fc.assert(
    fc.property(amounts, fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }), (given, shares) => {
      const denominator = shares.reduce((sum, share) => sum + share, 0);
      fc.pre(denominator > 0);
      let left = transfers(given);
      for (const numerator of shares) {
        const back = reversalAmounts(left, { numerator, denominator });
        for (const [index, amount] of back.entries()) {
          expect(amount).toBeGreaterThanOrEqual(0);
          expect(amount).toBeLessThanOrEqual(left[index]?.remainingMinor ?? -1);
        }
        left = after(left, back);
      }
      expect(left.map(({ remainingMinor }) => remainingMinor)).toEqual(given.map(() => 0));
    }),
    { numRuns: 5_000 },
  );
});

test('a part of the sum is exact to the unit, however it is spread', () => {
  fc.assert(
    fc.property(amounts, fc.nat(100), (given, percent) => {
      const back = reversalAmounts(transfers(given), { numerator: percent, denominator: 100 });
      const sum = (values: readonly number[]) => values.reduce((all, one) => all + BigInt(one), 0n);
      const exact = sum(given) * BigInt(percent);
      expect(sum(back)).toBe((exact + 99n) / 100n);
      for (const [index, amount] of back.entries()) {
        const own = BigInt(given[index] ?? 0) * BigInt(percent);
        expect(BigInt(amount)).toBeGreaterThanOrEqual(own / 100n);
        expect(BigInt(amount)).toBeLessThanOrEqual(own / 100n + 1n);
      }
    }),
    { numRuns: 5_000 },
  );
});
