/** Whether a comparison means what a person would think: what it reads, how it asks, and what it compares with. */
import { isFactRef } from '@recipro/schema';
import type { Comparison, Diagnostic } from '@recipro/schema';
import type { OperatorEntry, ValueType } from '../operators.ts';
import { factProblems, sayAt } from './fact.ts';
import type { Place } from './fact.ts';
import { knownOperator, neededProblem } from './needed.ts';
import type { Misfit } from './needed.ts';
import { unlikeProblems, unseenProblems } from './sample.ts';

export function comparisonProblems(comparison: Comparison, place: Place): Diagnostic[] {
  const { value } = comparison;
  const problems = factProblems(comparison, place);
  const known = knownOperator(comparison.operator);
  if (known === null) {
    const message = `"${comparison.operator}" is not a comparison.`;
    return [...problems, sayAt(place)('operator-unknown', message, '/operator')];
  }
  if (isFactRef(value)) {
    problems.push(...factProblems(value, { ...place, pointer: `${place.pointer}/value` }));
  }
  const misfit =
    neededProblem(value, known) ?? typeProblem(comparison, known.entry, known.decorators);
  if (misfit !== null) {
    return [...problems, sayAt(place)(misfit.code, misfit.message, '/value')];
  }
  // Whether it is there at all may be just what is asked.
  if (problems.length > 0 || known.entry.needs === 'nothing') return problems;
  return [
    ...unseenProblems(comparison, place),
    ...(isFactRef(value)
      ? unseenProblems(value, { ...place, pointer: `${place.pointer}/value` })
      : []),
    ...(known.decorators.length === 0 ? unlikeProblems(comparison, known.entry, place) : []),
  ];
}

/** Where the type of what is read is known, the value must be of it. */
function typeProblem(
  comparison: Comparison,
  entry: OperatorEntry,
  decorators: readonly string[],
): Misfit {
  const { value } = comparison;
  const type = typeRead(comparison);
  if (type === null || decorators.length > 0 || isFactRef(value)) return null;
  if (!entry.reads.includes(type)) {
    return {
      code: 'operator-misfit',
      message: `"${entry.words}" cannot be asked about a ${type}.`,
    };
  }
  if (entry.needs !== 'same' && entry.needs !== 'list' && entry.needs !== 'range') return null;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const written = type === 'moment' ? 'text' : type;
  return values.every((item) => typeOf(item) === written)
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
    case 'bucket':
      return 'number';
    case 'consent':
      return 'boolean';
    case 'now':
      return path === '$.date' ? 'moment' : 'number';
    case 'customer':
      return path === '$.tags' ? 'list' : 'text';
    default:
      return null;
  }
}
