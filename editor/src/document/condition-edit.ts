/**
 * Edits of a condition, on the saved JSON itself: there is no second form to convert to, so nothing can get lost on the way.
 * A `not` is a mark on what it encloses. I1. Only the part that is edited changes; every other part keeps its identity.
 */
import { isFactRef } from '@recipro/schema';
import type { Comparison, Condition, FactRef, Json } from '@recipro/schema';
import { OPERATORS } from '@recipro/rules';
import type { OperatorEntry, ValueType } from '@recipro/rules';
import { refOf, typeOf } from './fields.ts';
import type { Field } from './fields.ts';

/** A condition without its `not`, and whether it had one. */
export type Bare = { readonly negated: boolean; readonly bare: Condition };

export function bareOf(condition: Condition): Bare {
  return 'not' in condition
    ? { negated: true, bare: condition.not }
    : { negated: false, bare: condition };
}

export function negate(condition: Condition): Condition {
  return 'not' in condition ? condition.not : { not: condition };
}

/** The same condition with its bare part replaced; a `not` around it stays. */
export function withBare(condition: Condition, bare: Condition): Condition {
  return 'not' in condition ? { not: bare } : bare;
}

/** The parts of a group, or null for what is none. */
export function itemsOf(condition: Condition): readonly Condition[] | null {
  if ('all' in condition) return condition.all;
  return 'any' in condition ? condition.any : null;
}

function withItems(group: Condition, items: readonly Condition[]): Condition {
  return 'any' in group ? { any: items } : { all: items };
}

/** Adds a part. What is not a group becomes the first part of one. */
export function addItem(condition: Condition, item: Condition): Condition {
  const { bare, negated } = bareOf(condition);
  const items = itemsOf(bare);
  if (items === null) return { all: [condition, item] };
  const grown = withItems(bare, [...items, item]);
  return negated ? { not: grown } : grown;
}

/** Replaces the part at this place, or takes it out when null. */
export function putItem(group: Condition, index: number, item: Condition | null): Condition {
  const items = itemsOf(group) ?? [];
  return withItems(group, item === null ? items.toSpliced(index, 1) : items.with(index, item));
}

/** Operators that can ask about this type of value, in the order in which a picker shows them. */
export function operatorsFor(type: ValueType): readonly OperatorEntry[] {
  return OPERATORS.filter((entry) => entry.reads.includes(type));
}

/** The type of what a comparison reads: as the field is known, else as what it is compared with. */
export function readType(comparison: Comparison, field: Field | undefined): ValueType {
  if (field) return field.type;
  const entry = OPERATORS.find(({ name }) => name === comparison.operator);
  if (entry?.needs === 'item') return 'list';
  if (isFactRef(comparison.value)) return entry?.reads[0] ?? 'text';
  const value = Array.isArray(comparison.value) ? comparison.value[0] : comparison.value;
  return typeOf(value) ?? 'text';
}

/** Whether the builder has a row for it; anything else is shown as JSON. */
export function hasRow(comparison: Comparison): boolean {
  const entry = OPERATORS.find(({ name }) => name === comparison.operator);
  if (!entry) return false;
  const { value } = comparison;
  if (isFactRef(value)) return true;
  if (entry.needs === 'list') return Array.isArray(value) && value.every(isPlain);
  return isPlain(value);
}

function isPlain(value: Json): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** A comparison of a newly chosen field: its operator stays where it fits, its value where it is of the type. */
export function compare(field: Field, before?: Comparison): Comparison {
  const operators = operatorsFor(field.type);
  const kept = operators.find(({ name }) => name === before?.operator);
  const operator = kept ?? operators[0];
  const name = operator?.name ?? 'equal';
  const sameType =
    before !== undefined &&
    kept !== undefined &&
    operator?.needs === 'same' &&
    typeOf(before.value as Json) === field.type;
  return {
    ...refOf(field.ref),
    operator: name,
    value: sameType
      ? before.value
      : firstValue(field.type, operator?.needs ?? 'same', field.sample),
  };
}

/** The same comparison asked in another way, with a value that suits it. */
export function ask(comparison: Comparison, operator: OperatorEntry, type: ValueType): Comparison {
  const { value } = comparison;
  const first: Json | undefined = Array.isArray(value) ? value[0] : undefined;
  if (isFactRef(value)) return { ...comparison, operator: operator.name };
  if (operator.needs === 'list')
    return {
      ...comparison,
      operator: operator.name,
      value: Array.isArray(value) ? value : [value],
    };
  if (Array.isArray(value))
    return {
      ...comparison,
      operator: operator.name,
      value: first ?? firstValue(type, operator.needs, undefined),
    };
  return { ...comparison, operator: operator.name };
}

function firstValue(
  type: ValueType,
  needs: OperatorEntry['needs'],
  sample: Json | undefined,
): Json {
  if (needs === 'list') return [];
  if (needs === 'item') return Array.isArray(sample) ? ((sample[0] as Json | undefined) ?? '') : '';
  if (sample !== undefined && typeOf(sample) === type) return sample;
  if (type === 'number') return 0;
  return type === 'boolean' ? true : '';
}

/** The comparison with another value of the run instead of a fixed one. */
export function compareWith(comparison: Comparison, ref: FactRef): Comparison {
  return { ...comparison, value: refOf(ref) };
}
