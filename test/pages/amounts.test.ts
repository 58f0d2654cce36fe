/** Amounts and times as people read them: exact to the last cent, in their own notation. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFormat } from '@recipro/editor/src/parts/amounts.ts';
import { relativeTime } from '@recipro/editor/src/parts/time.tsx';
import { AMOUNT_MINOR_MAX, ISO_CURRENCIES } from '@recipro/schema';

const CARD = { code: 'CARD', name: 'Card points', scale: 0, issuer: 'cardia' };
const MIL = { code: 'MIL', name: 'Miles with a code like money', scale: 1, issuer: 'skyways' };
const currencies = [...ISO_CURRENCIES, CARD, MIL];
const format = makeFormat(currencies, 'en');
const digits = (text: string) => text.replaceAll(/[^0-9]/g, '');

describe('an amount', () => {
  it('keeps every digit, up to the largest amount of the books', () => {
    const amounts = fc.integer({ min: -AMOUNT_MINOR_MAX, max: AMOUNT_MINOR_MAX });
    fc.assert(
      fc.property(amounts, fc.constantFrom('USD', 'EUR', 'JPY', 'CARD', 'MIL'), (amount, code) => {
        const scale = currencies.find((currency) => currency.code === code)?.scale ?? 0;
        const wanted = String(Math.abs(amount)).padStart(scale + 1, '0');
        expect(digits(format(amount, code))).toBe(wanted);
        expect(format(amount, code).includes('−')).toBe(amount < 0);
      }),
    );
  });

  it('is written as its currency is written', () => {
    expect(format(1450, 'USD')).toBe('$14.50');
    expect(format(-5, 'EUR')).toBe('−€0.05');
    expect(format(1450, 'JPY')).toBe('¥1,450');
    expect(makeFormat(currencies, 'da')(123456, 'DKK')).toBe('1.234,56\u00A0kr.');
  });

  it('in points has its code behind it, also where the code looks like money', () => {
    expect(format(2072, 'CARD')).toBe('2,072\u00A0CARD');
    expect(format(15, 'MIL')).toBe('1.5\u00A0MIL');
    expect(format(7, 'GONE')).toBe('7\u00A0GONE');
  });

  it('says which way it goes when asked', () => {
    expect(format(28, 'CARD', { sign: true })).toBe('+28\u00A0CARD');
    expect(format(-28, 'CARD', { sign: true })).toBe('−28\u00A0CARD');
    expect(format(0, 'CARD', { sign: true })).toBe('0\u00A0CARD');
  });
});

describe('a moment', () => {
  const nowMs = Date.UTC(2026, 5, 15, 12);
  const ago = (ms: number) => relativeTime(nowMs - ms, nowMs, 'en');

  it('is as long ago as it is, and a date when that says more', () => {
    expect(ago(20_000)).toBe('now');
    expect(ago(3 * 60_000)).toBe('3 min. ago');
    expect(ago(26 * 3_600_000)).toBe('yesterday');
    expect(ago(-2 * 3_600_000)).toBe('in 2 hr.');
    expect(ago(40 * 86_400_000)).toBe('May 6');
    expect(ago(400 * 86_400_000)).toBe('May 11, 2025');
  });
});
