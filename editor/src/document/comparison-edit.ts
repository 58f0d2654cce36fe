/**
 * Edits of one comparison: what is read, how it is asked, and what it is compared with. When one of them changes, the
 * others stay where they still make sense, and otherwise begin with something that does.
 */
import { ItemParts, isFactRef } from '@recipro/schema';
import type { Comparison, FactRef, Json } from '@recipro/schema';
import { OPERATORS, momentOf, placeOf } from '@recipro/rules';
import type { Needs, OperatorEntry, ValueType } from '@recipro/rules';
import { refOf, typeOf } from './fields.ts';
import type { Field } from './fields.ts';

const DAYS_AT_FIRST = 30;
const METERS_AT_FIRST = 1_000;
const DATE_AT_FIRST = '2026-01-01';

/** Operators that can ask about this type of value, in the order in which a picker shows them. */
export function operatorsFor(type: ValueType): readonly OperatorEntry[] {
  return OPERATORS.filter((entry) => entry.reads.includes(type));
}

export function needsOf(operator: string): Needs {
  return OPERATORS.find(({ name }) => name === operator)?.needs ?? 'same';
}

/** The type of what a comparison reads: as the field is known, else as what it is compared with. */
export function readType(comparison: Comparison, field: Field | undefined): ValueType {
  if (field) return field.type;
  const entry = OPERATORS.find(({ name }) => name === comparison.operator);
  const { value } = comparison;
  if (entry && (entry.reads.length === 1 || entry.needs === 'nothing' || isFactRef(value)))
    return entry.reads[0] ?? 'text';
  const first = Array.isArray(value) ? (value[0] as Json | undefined) : value;
  return typeOf(isFactRef(first) ? undefined : first) ?? 'text';
}

/** Whether the builder has a row for it; anything else is shown as JSON. */
export function hasRow({ operator, value }: Comparison): boolean {
  const entry = OPERATORS.find(({ name }) => name === operator);
  return entry !== undefined && suits(value, entry.needs);
}

/** Whether another value of the run can stand in place of a fixed one. */
export function takesField(needs: Needs): boolean {
  return needs === 'same' || needs === 'moment' || needs === 'text';
}

function suits(value: Comparison['value'], needs: Needs): boolean {
  if (isFactRef(value)) {
    const window = value.fact === 'now' && value.path === '$.window';
    return needs === 'window' ? window : takesField(needs) && !window;
  }
  switch (needs) {
    case 'list':
      return Array.isArray(value) && value.every(isPlain);
    case 'range':
      return Array.isArray(value) && value.length === 2 && value.every(isPlain);
    case 'window':
      return false;
    case 'circle':
      return (
        placeOf(value) !== null && typeof value === 'object' && 'radiusMeters' in (value ?? {})
      );
    case 'parts':
      return ItemParts.safeParse(value).success;
    case 'nothing':
      return value === true;
    case 'moment':
    case 'text':
    case 'pattern':
      return typeof value === 'string';
    default:
      return isPlain(value);
  }
}

function isPlain(value: Json): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A comparison of a newly chosen field: its operator stays where it fits, its value where it is of the type. */
export function compare(field: Field, before?: Comparison): Comparison {
  const operators = operatorsFor(field.type);
  const kept = operators.find(({ name }) => name === before?.operator);
  const operator = kept ?? operators[0];
  const needs = operator?.needs ?? 'same';
  const stays =
    before !== undefined &&
    kept !== undefined &&
    suits(before.value, needs) &&
    (isOfNoField(needs) || (needs === 'same' && typeOf(before.value as Json) === field.type));
  return {
    ...refOf(field.ref),
    operator: operator?.name ?? 'equal',
    value: stays ? before.value : firstValue(field.type, needs, field.sample),
  };
}

/** Such values say the same whatever is read. */
function isOfNoField(needs: Needs): boolean {
  return ['moment', 'window', 'text', 'pattern', 'circle', 'nothing'].includes(needs);
}

/** The same comparison asked in another way, with a value that suits it. */
export function ask(
  comparison: Comparison,
  operator: OperatorEntry,
  type: ValueType,
  sample?: Json,
): Comparison {
  const { value } = comparison;
  const asked = (next: Comparison['value']) => ({
    ...comparison,
    operator: operator.name,
    value: next,
  });
  const needs = operator.needs;
  const before = needsOf(comparison.operator);
  if (before !== 'nothing' && suits(value, needs) && !(needs === 'same' && before === 'item'))
    return asked(value);
  if (needs === 'list' && !isFactRef(value) && before !== 'nothing' && isPlain(value))
    return asked([value]);
  const first = Array.isArray(value) ? (value[0] as Json | undefined) : undefined;
  if (first !== undefined && before === 'list' && suits(first, needs)) return asked(first);
  return asked(firstValue(type, needs, sample));
}

export function firstValue(
  type: ValueType,
  needs: Needs,
  sample: Json | undefined,
): Comparison['value'] {
  switch (needs) {
    case 'list':
      return [];
    case 'item':
      return Array.isArray(sample) ? ((sample[0] as Json | undefined) ?? '') : '';
    case 'range':
      if (type === 'moment') return [dateOf(sample), dateOf(sample)];
      return typeof sample === 'number' ? [sample, sample] : [0, 100];
    case 'moment':
      return dateOf(sample);
    case 'window':
      return { fact: 'now', path: '$.window', params: { days: DAYS_AT_FIRST } };
    case 'text':
    case 'pattern':
      return '';
    case 'circle': {
      const place = placeOf(sample) ?? { latitude: 0, longitude: 0 };
      return { ...place, radiusMeters: METERS_AT_FIRST };
    }
    case 'parts':
      return [partJson(firstPart(sample))];
    case 'nothing':
      return true;
    default:
      if (sample !== undefined && typeOf(sample) === type) return sample;
      if (type === 'number') return 0;
      return type === 'boolean' ? true : '';
  }
}

/** The day of a moment that was seen. */
function dateOf(sample: Json | undefined): string {
  return typeof sample === 'string' && momentOf(sample) !== null
    ? sample.slice(0, 10)
    : DATE_AT_FIRST;
}

/** What the items of a list are seen to hold: the item itself, where it is plain. */
export function itemFields(sample: Json | undefined): readonly ItemField[] {
  const items: readonly Json[] = Array.isArray(sample) ? sample : [];
  const found = new Map<string, ItemField>();
  for (const item of items) {
    const type = typeOf(item);
    if (type !== null && type !== 'place') found.set('', { path: undefined, type, sample: item });
    if (typeof item !== 'object' || item === null || Array.isArray(item)) continue;
    for (const [name, value] of Object.entries(item)) {
      const inner = typeOf(value);
      const path = `$.${name}`;
      if (inner !== null && !found.has(path)) found.set(path, { path, type: inner, sample: value });
    }
  }
  return [...found.values()];
}

export type ItemField = {
  readonly path: string | undefined;
  readonly type: ValueType;
  readonly sample: Json;
};

export type ItemPart = { readonly path?: string; readonly operator: string; readonly value: Json };

export function firstPart(sample: Json | undefined): ItemPart {
  const [field] = itemFields(sample);
  return field ? partOf(field) : { operator: 'equal', value: '' };
}

export function partOf({ path, sample }: ItemField): ItemPart {
  const part = { operator: 'equal', value: sample };
  return path === undefined ? part : { path, ...part };
}

export function partJson({ path, operator, value }: ItemPart): Readonly<Record<string, Json>> {
  return path === undefined ? { operator, value } : { path, operator, value };
}

/** The comparison with another value of the run instead of a fixed one. */
export function compareWith(comparison: Comparison, ref: FactRef): Comparison {
  return { ...comparison, value: refOf(ref) };
}
