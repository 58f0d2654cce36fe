/**
 * Money and points: integer minor units with a currency, never a fraction.
 * Amounts stay within ±(2^53 − 1), so that a JSON number, a JavaScript number and a database integer agree.
 */
import { z } from 'zod';
import { CurrencyCode } from './identifier.ts';

export const AMOUNT_MINOR_MAX = Number.MAX_SAFE_INTEGER;

/** A count of minor units (cents, points): a whole number from 0 to 2^53 − 1. */
export const AmountMinor = z
  .int('amounts are whole numbers of minor units')
  .min(0, 'amounts are not negative')
  .max(AMOUNT_MINOR_MAX);

export const Money = z.strictObject({ amountMinor: AmountMinor, currency: CurrencyCode });
export type Money = z.infer<typeof Money>;

/** What the alliance knows of a currency. `issuer` is null for ISO 4217 money; `scale` is its number of decimals. */
export const Currency = z.strictObject({
  code: CurrencyCode,
  name: z.string().min(1).max(60),
  scale: z.int().min(0).max(4),
  issuer: z.string().nullable(),
});
export type Currency = z.infer<typeof Currency>;

/** The money that every installation knows. Points are added by the partners that issue them. */
export const ISO_CURRENCIES: readonly Currency[] = (
  [
    ['USD', 'US dollar', 2],
    ['EUR', 'Euro', 2],
    ['GBP', 'Pound sterling', 2],
    ['DKK', 'Danish krone', 2],
    ['SEK', 'Swedish krona', 2],
    ['NOK', 'Norwegian krone', 2],
    ['CHF', 'Swiss franc', 2],
    ['PLN', 'Polish złoty', 2],
    ['CZK', 'Czech koruna', 2],
    ['HUF', 'Hungarian forint', 2],
    ['CAD', 'Canadian dollar', 2],
    ['AUD', 'Australian dollar', 2],
    ['JPY', 'Japanese yen', 0],
    ['CNY', 'Chinese yuan', 2],
    ['INR', 'Indian rupee', 2],
    ['BRL', 'Brazilian real', 2],
  ] as const
).map(([code, name, scale]) => ({ code, name, scale, issuer: null }));

export const Rounding = z.enum(['whole', 'up', 'down', 'even']);
export type Rounding = z.infer<typeof Rounding>;

/**
 * `give` for every `every` of `amountMinor`, exactly.
 * `whole` counts only complete steps (2 points per whole dollar); the others count parts and round the result
 * up, down, or half to even. Returns null when the result leaves the range of an amount.
 */
export function proportion(
  amountMinor: number,
  every: number,
  give: number,
  rounding: Rounding,
): number | null {
  const amount = BigInt(amountMinor);
  const step = BigInt(every);
  const gift = BigInt(give);
  let result: bigint;
  if (rounding === 'whole') {
    result = (amount / step) * gift;
  } else {
    const product = amount * gift;
    const floor = product / step;
    const rest = product % step;
    result = floor + (roundsUp(floor, rest, step, rounding) ? 1n : 0n);
  }
  return result > BigInt(AMOUNT_MINOR_MAX) ? null : Number(result);
}

function roundsUp(
  floor: bigint,
  rest: bigint,
  step: bigint,
  rounding: 'up' | 'down' | 'even',
): boolean {
  if (rest === 0n || rounding === 'down') return false;
  if (rounding === 'up') return true;
  const twice = rest * 2n;
  return twice > step || (twice === step && floor % 2n === 1n);
}
