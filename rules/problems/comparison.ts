/** Whether a comparison means what a person would think: json-rules-engine accepts more than that. */
import { isFactRef } from '@recipro/schema';
import type { Comparison, Diagnostic, Json } from '@recipro/schema';
import { DECORATORS, OPERATORS, operatorParts } from '../operators.ts';
import type { OperatorEntry, ValueType } from '../operators.ts';
import { factProblems, sayAt } from './fact.ts';
import type { Place } from './fact.ts';

export function comparisonProblems(comparison: Comparison, place: Place): Diagnostic[] {
  const { value } = comparison;
  const problems = factProblems(comparison, place);
  const { decorators, operator } = operatorParts(comparison.operator);
  const entry = OPERATORS.find(({ name }) => name === operator);
  const known = decorators.every((decorator) => DECORATORS.some(({ name }) => name === decorator));
  if (entry === undefined || !known) {
    const message = `"${comparison.operator}" is not a comparison.`;
    return [...problems, sayAt(place)('operator-unknown', message, '/operator')];
  }
  if (isFactRef(value)) {
    return [...problems, ...factProblems(value, { ...place, pointer: `${place.pointer}/value` })];
  }
  const misfit =
    valueProblem(value, entry, decorators) ?? typeProblem(comparison, entry, decorators);
  return misfit === null
    ? problems
    : [...problems, sayAt(place)(misfit.code, misfit.message, '/value')];
}

type Misfit = { readonly code: string; readonly message: string } | null;

function valueProblem(value: Json, entry: OperatorEntry, decorators: readonly string[]): Misfit {
  if (typeof value === 'object' && value !== null && 'fact' in value) {
    return { code: 'value-not-a-fact', message: 'This value to compare with cannot be read.' };
  }
  if (decorators.some((name) => name === 'someValue' || name === 'everyValue')) {
    return listProblem(value, entry);
  }
  // Swapped, the value is what is asked about; only the operators that look into lists care.
  const needs = decorators.includes('swap') ? swapped(entry) : entry.needs;
  if (needs === 'list') return listProblem(value, entry);
  return itemProblem(value, entry);
}

function swapped(entry: OperatorEntry): 'same' | 'list' {
  return entry.needs === 'item' ? 'list' : 'same';
}

function listProblem(value: Json, entry: OperatorEntry): Misfit {
  if (!Array.isArray(value)) {
    return { code: 'value-not-a-list', message: `"${entry.words}" needs a list of values.` };
  }
  if (value.length === 0) {
    return { code: 'value-list-empty', message: 'The list is empty. Add at least one value.' };
  }
  for (const item of value) {
    const misfit = itemProblem(item, entry);
    if (misfit !== null) return misfit;
  }
  return null;
}

function itemProblem(value: Json, entry: OperatorEntry): Misfit {
  if (value === null) {
    return { code: 'value-empty', message: 'The value to compare with is empty. Fill it in.' };
  }
  if (typeof value === 'object') {
    return {
      code: 'value-not-plain',
      message: `"${entry.words}" compares with a text, a number or true/false.`,
    };
  }
  const numeric = entry.reads.length === 1 && entry.reads[0] === 'number';
  if (numeric && typeof value !== 'number') {
    return {
      code: 'value-not-a-number',
      message: `"${entry.words}" compares numbers; ${JSON.stringify(value)} is not one.`,
    };
  }
  return null;
}

/** Where the type of what is read is known, the value must be of it. */
function typeProblem(
  comparison: Comparison,
  entry: OperatorEntry,
  decorators: readonly string[],
): Misfit {
  const type = typeRead(comparison);
  if (type === null || decorators.length > 0) return null;
  if (!entry.reads.includes(type)) {
    return {
      code: 'operator-misfit',
      message: `"${entry.words}" cannot be asked about a ${type}.`,
    };
  }
  const { value } = comparison;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fits = entry.needs === 'item' || values.every((item) => typeOf(item) === type);
  return fits
    ? null
    : { code: 'value-misfit', message: `What is read is a ${type}; compare it with one.` };
}

function typeOf(value: unknown): ValueType | null {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : null;
}

function typeRead({ fact, path }: Comparison): ValueType | null {
  if (fact.startsWith('step:')) return 'text';
  switch (fact) {
    case 'score':
    case 'history':
    case 'balance':
      return 'number';
    case 'consent':
      return 'boolean';
    case 'now':
      return path === '$.date' ? 'text' : 'number';
    case 'customer':
      return path === '$.tags' ? 'list' : 'text';
    default:
      return null;
  }
}
