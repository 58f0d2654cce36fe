/** What a condition reads, how it compares and with what, in the reader's words. Pure: words, amounts and names are arguments. */
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { momentOf, placeOf } from '@recipro/rules';
import { ItemParts } from '@recipro/schema';
import type { ComparisonTrace, Event, Json } from '@recipro/schema';
import { useAmounts } from './amounts.ts';
import type { FormatAmount } from './amounts.ts';
import { spaced } from './names.ts';

/** The part of a comparison that says where a value is read. */
type FactLike = Pick<ComparisonTrace, 'fact' | 'path' | 'params'> & {
  /** How it is compared: two ends of a stretch read otherwise than two values. */
  readonly operator?: string;
};

export type FactWords = {
  readonly fact: (fact: FactLike) => string;
  readonly operator: (operator: string) => string;
  /** A value as it compares: money where the fact is money, else plain. */
  readonly value: (value: Json | undefined, fact: FactLike, event?: Event) => string;
  /** All of it: what is read, how it compares, with what, and what was there. */
  readonly sentence: (comparison: ComparisonTrace, event?: Event) => string;
};

export function useFactWords(): FactWords {
  const { t, i18n } = useTranslation();
  const amount = useAmounts();
  const locale = i18n.language;
  return useMemo(() => makeFactWords(t, locale, amount), [t, locale, amount]);
}

function makeFactWords(t: TFunction, locale: string, amount: FormatAmount): FactWords {
  const fact: FactWords['fact'] = (one) => factWords(one, t);
  const operator: FactWords['operator'] = (name) => operatorWords(name, t);
  const value: FactWords['value'] = (shown, one, event) =>
    valueWords(shown, {
      currency: currencyOf(one, event),
      operator: one.operator ?? '',
      locale,
      amount,
      t,
    });
  return {
    fact,
    operator,
    value,
    sentence: (comparison, event) =>
      t('words.sentence', {
        fact: fact(comparison),
        operator: operator(comparison.operator),
        needed: value(comparison.needed, comparison, event),
        read: value(comparison.read, comparison, event),
      }),
  };
}

function factWords({ fact, path, params }: FactLike, t: TFunction): string {
  const param = (name: string) => String(params?.[name] ?? '');
  const named = pathWords(path);
  const [base, step] = fact.split(':');
  switch (base) {
    case 'event':
      return named || t('words.fact.event');
    case 'customer':
      return named === 'tags' ? t('words.fact.tags') : t('words.fact.customer', { named });
    case 'score':
      return t('words.fact.score', { name: param('name') });
    case 'bucket':
      return t('words.fact.bucket', { group: param('group') });
    case 'balance': {
      const which = path?.endsWith('pendingMinor')
        ? 'pending'
        : path?.endsWith('availableMinor')
          ? 'available'
          : 'balance';
      return t(`words.fact.${which}`, { currency: param('currency') });
    }
    case 'consent':
      return t('words.fact.consent', { purpose: param('purpose'), role: spaced(param('partner')) });
    case 'history':
      return params?.['step'] === undefined
        ? t('words.fact.historyEvent', { event: param('event'), count: Number(param('days')) })
        : t('words.fact.historyStep', {
            step: spaced(param('step')),
            count: Number(param('days')),
          });
    case 'now':
      if (path === '$.window') return windowWords(params, t);
      return t('words.fact.now', { named: named || t('words.fact.time'), zone: param('zone') });
    case 'step':
      return t('words.fact.step', { step: spaced(step ?? '') });
    case 'result':
      return path === '$.reason'
        ? t('words.fact.declined', { step: spaced(step ?? '') })
        : t('words.fact.result', { step: spaced(step ?? ''), named });
    default:
      return fact;
  }
}

/** The stretch of time that `withinLast` looks back over. */
function windowWords(params: FactLike['params'], t: TFunction): string {
  const span =
    params?.['hours'] === undefined
      ? t('words.value.days', { count: Number(params?.['days'] ?? 0) })
      : t('words.value.hours', { count: Number(params['hours']) });
  const zone = String(params?.['zone'] ?? 'UTC');
  return zone === 'UTC' ? span : t('words.value.inZone', { span, zone });
}

/** `$.data.fare.amountMinor` is the "fare amount". */
function pathWords(path: string | undefined): string {
  if (path === undefined) return '';
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '$' && part !== '');
  const shown = parts[0] === 'data' ? parts.slice(1) : parts;
  return shown.map((part) => spaced(part.replace(/Minor$/, ''))).join(' ');
}

const OPERATORS = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'between',
  'before',
  'after',
  'withinLast',
  'startsWith',
  'endsWith',
  'containsText',
  'matches',
  'isMissing',
  'isPresent',
  'withinRadius',
  'someItem',
  'everyItem',
] as const;

function operatorWords(operator: string, t: TFunction): string {
  const known = OPERATORS.find((name) => name === operator);
  return known ? t(`words.operator.${known}`) : spaced(operator.replaceAll(':', ' '));
}

/** An amount in an event has its currency beside it; a balance has it in its parameters. */
function currencyOf({ fact, path, params }: FactLike, event: Event | undefined): string | null {
  if (!path?.endsWith('Minor')) return null;
  if (fact === 'balance')
    return typeof params?.['currency'] === 'string' ? params['currency'] : null;
  if (fact !== 'event' || event === undefined) return null;
  const parts = path.replace(/^\$\./, '').split('.');
  let holder: unknown = event;
  for (const part of parts.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null) return null;
    holder = Reflect.get(holder, part);
  }
  if (typeof holder !== 'object' || holder === null || !('currency' in holder)) return null;
  return typeof holder.currency === 'string' ? holder.currency : null;
}

type ValueContext = {
  readonly operator: string;
  readonly currency: string | null;
  readonly locale: string;
  readonly amount: FormatAmount;
  readonly t: TFunction;
};

function valueWords(value: Json | undefined, context: ValueContext): string {
  if (value === undefined || value === null) return context.t('words.value.nothing');
  if (typeof value === 'boolean') return context.t(value ? 'words.value.yes' : 'words.value.no');
  if (typeof value === 'number')
    return context.currency === null
      ? new Intl.NumberFormat(context.locale, { maximumFractionDigits: 20 }).format(value)
      : context.amount(value, context.currency);
  if (typeof value === 'string')
    return value === '' ? context.t('words.value.empty') : textWords(value, context.locale);
  if (Array.isArray(value)) {
    if (value.length === 0) return context.t('words.value.empty');
    const parts = ItemParts.safeParse(value);
    if (parts.success) return partsWords(parts.data, context);
    if (STRETCH.test(context.operator) && value.length === 2) {
      const [from = '', to = ''] = value.map((item: Json) => valueWords(item, context));
      return context.t('words.value.range', { from, to });
    }
    return value.map((item: Json) => valueWords(item, context)).join(', ');
  }
  return placeWords(value, context) ?? JSON.stringify(value);
}

const STRETCH = /(^|:)(between|withinLast)$/;

/** A date, or a time as it is where the reader is; any other text in quotes. */
function textWords(text: string, locale: string): string {
  const moment = momentOf(text);
  if (moment === null) return `“${text}”`;
  const day = moment.firstMs !== moment.lastMs;
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    ...(day ? { timeZone: 'UTC' } : { timeStyle: 'short' }),
  }).format(moment.firstMs);
}

function partsWords(parts: ItemParts, context: ValueContext): string {
  const texts = parts.map(({ path, operator, value }) => {
    const named = pathWords(path) || context.t('words.value.item');
    const needed = comparesWithNothing(operator)
      ? ''
      : ` ${valueWords(value, { ...context, operator })}`;
    return `${named} ${operatorWords(operator, context.t)}${needed}`;
  });
  return new Intl.ListFormat(context.locale, { type: 'conjunction' }).format(texts);
}

function placeWords(value: Json, { t, locale }: ValueContext): string | null {
  const place = placeOf(value);
  if (place === null) return null;
  const radius: unknown =
    typeof value === 'object' && value !== null && 'radiusMeters' in value
      ? value.radiusMeters
      : null;
  if (typeof radius !== 'number') return `${place.latitude}, ${place.longitude}`;
  return t('words.value.circle', {
    ...place,
    meters: new Intl.NumberFormat(locale).format(radius),
  });
}

/** Such an operator is the whole question; its value says nothing. */
export function comparesWithNothing(operator: string): boolean {
  return operator.endsWith('isMissing') || operator.endsWith('isPresent');
}
