/**
 * Amounts in a reader's own notation. The books keep whole minor units; a currency's scale comes from the server.
 * The decimal point is placed in text, so that no amount passes through a fraction.
 */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Currency } from '@recipro/schema';
import { read } from '../api.ts';

type AmountOptions = { readonly sign?: boolean };
export type FormatAmount = (amountMinor: number, code: string, options?: AmountOptions) => string;

/** Used until the currencies are known and for codes that are no longer issued. */
const UNKNOWN: Omit<Currency, 'code'> = { name: '', scale: 0, issuer: null };

/** Currencies change when a partner is edited, which marks them stale. */
const CURRENCIES_FRESH_MS = 5 * 60_000;

export function useCurrencies(): readonly Currency[] {
  const { data } = useQuery({ ...read.currencies(), staleTime: CURRENCIES_FRESH_MS });
  return data ?? [];
}

/** The plain number with the currency's decimals, for a program to read. */
export function useDecimals(): (amountMinor: number, code: string) => string {
  const currencies = useCurrencies();
  return (amountMinor, code) =>
    decimal(amountMinor, currencies.find((each) => each.code === code)?.scale ?? UNKNOWN.scale);
}

export function useAmounts(): FormatAmount {
  const currencies = useCurrencies();
  const { i18n } = useTranslation();
  return useMemo(() => makeFormat(currencies, i18n.language), [currencies, i18n.language]);
}

export function makeFormat(currencies: readonly Currency[], locale: string): FormatAmount {
  const byCode = new Map(currencies.map((currency) => [currency.code, currency]));
  return (amountMinor, code, options = {}) => {
    const currency = byCode.get(code) ?? { code, ...UNKNOWN };
    const format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: currency.scale,
      maximumFractionDigits: currency.scale,
      signDisplay: options.sign ? 'exceptZero' : 'auto',
      // Points have no sign of their own, so their code stands after the number.
      ...(currency.issuer === null && isMoney(code) ? { style: 'currency', currency: code } : {}),
    });
    const text = format.format(decimal(amountMinor, currency.scale)).replace('-', '−');
    return isMoney(code) && currency.issuer === null ? text : `${text}\u00A0${code}`;
  };
}

/** ISO 4217 codes have three letters; `Intl` refuses anything else. */
function isMoney(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

function decimal(amountMinor: number, scale: number): `${number}` {
  const digits = String(Math.abs(amountMinor)).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = `${amountMinor < 0 ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
  return isNumeric(text) ? text : '0';
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}
