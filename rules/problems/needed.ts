/** Whether the value of a comparison is one that its operator can compare with: json-rules-engine accepts more than that. */
import { ItemParts, isFactRef } from '@recipro/schema';
import type { Comparison, Json } from '@recipro/schema';
import { momentOf } from '../moment.ts';
import { DECORATORS, OPERATORS, operatorParts } from '../operators.ts';
import type { OperatorEntry } from '../operators.ts';
import { OF_ITEMS, PATTERN_LENGTH_MAX, patternOf } from '../own-operators.ts';
import { circleOf } from '../place.ts';

export type Misfit = { readonly code: string; readonly message: string } | null;

type Known = { readonly entry: OperatorEntry; readonly decorators: readonly string[] };

/** Null for a name that is no operator. */
export function knownOperator(name: string): Known | null {
  const { decorators, operator } = operatorParts(name);
  const entry = OPERATORS.find((each) => each.name === operator);
  const known = decorators.every((decorator) => DECORATORS.some((each) => each.name === decorator));
  return entry === undefined || !known ? null : { entry, decorators };
}

export function neededProblem(value: Comparison['value'], known: Known): Misfit {
  const { entry, decorators } = known;
  if (isFactRef(value)) {
    if (entry.needs === 'window') {
      return value.fact === 'now' && value.path === '$.window' ? null : windowMissing(entry);
    }
    return FIXED.has(entry.needs)
      ? misfit('value-not-fixed', `"${entry.words}" needs a fixed value.`)
      : null;
  }
  if (typeof value === 'object' && value !== null && 'fact' in value) {
    return misfit('value-not-a-fact', 'This value to compare with cannot be read.');
  }
  const given = value;
  if (decorators.some((name) => name === 'someValue' || name === 'everyValue')) {
    return listProblem(given, entry);
  }
  // Swapped, the value is what is asked about; only the operators that look into lists care.
  if (decorators.includes('swap')) {
    return entry.needs === 'item' ? listProblem(given, entry) : plainProblem(given, entry);
  }
  return entry.needs === 'list' ? listProblem(given, entry) : oneProblem(given, entry);
}

/** What would make no sense, or no known cost, if it came with an event. */
const FIXED: ReadonlySet<string> = new Set(['pattern', 'circle', 'parts', 'nothing']);

function misfit(code: string, message: string): Misfit {
  return { code, message };
}

function windowMissing(entry: OperatorEntry): Misfit {
  return misfit('value-not-a-window', `"${entry.words}" needs a number of days or hours.`);
}

function listProblem(value: Json, entry: OperatorEntry): Misfit {
  if (!Array.isArray(value)) {
    return misfit('value-not-a-list', `"${entry.words}" needs a list of values.`);
  }
  if (value.length === 0) {
    return misfit('value-list-empty', 'The list is empty. Add at least one value.');
  }
  for (const item of value) {
    const found = entry.needs === 'list' ? plainProblem(item, entry) : oneProblem(item, entry);
    if (found !== null) return found;
  }
  return null;
}

function oneProblem(value: Json, entry: OperatorEntry): Misfit {
  switch (entry.needs) {
    case 'range':
      return rangeProblem(value, entry);
    case 'moment':
      return momentOf(value) !== null && typeof value === 'string'
        ? null
        : misfit('value-not-a-date', `"${entry.words}" needs ${A_DATE}.`);
    case 'window':
      return windowMissing(entry);
    case 'text':
      return typeof value === 'string' && value !== ''
        ? null
        : misfit('value-not-a-text', `"${entry.words}" needs a text.`);
    case 'pattern':
      return patternOf(value) !== null && value !== ''
        ? null
        : misfit(
            'value-not-a-pattern',
            `"${entry.words}" needs a pattern such as ^VIP-[0-9]+$ of at most ${PATTERN_LENGTH_MAX} characters, without look-around and back references.`,
          );
    case 'circle':
      return circleOf(value) !== null
        ? null
        : misfit('value-not-a-circle', 'Say a latitude, a longitude and a distance in metres.');
    case 'parts':
      return partsProblem(value, entry);
    case 'nothing':
      return value === true
        ? null
        : misfit('value-not-true', `"${entry.words}" compares with nothing; its value is true.`);
    default:
      return plainProblem(value, entry);
  }
}

const A_DATE = 'a date such as 2026-12-24, or a time such as 2026-12-24T18:00:00+01:00';

function rangeProblem(value: Json, entry: OperatorEntry): Misfit {
  const [low, high, more]: readonly Json[] = Array.isArray(value) ? value : [];
  const numbers = typeof low === 'number' && typeof high === 'number';
  const [from, to] = [momentOf(low), momentOf(high)];
  if (more !== undefined || from === null || to === null || typeof low !== typeof high) {
    // A number that is no whole millisecond is still a number.
    if (!numbers || more !== undefined) {
      return misfit('value-not-a-range', `"${entry.words}" needs two numbers, or two dates.`);
    }
  }
  const backwards = numbers ? low > high : (from?.firstMs ?? 0) > (to?.lastMs ?? 0);
  return backwards
    ? misfit('value-range-backwards', 'The first value is the higher one, so nothing is between.')
    : null;
}

function partsProblem(value: Json, entry: OperatorEntry): Misfit {
  const parsed = ItemParts.safeParse(value);
  if (!parsed.success) {
    return misfit('value-not-parts', `"${entry.words}" needs at least one part to ask about.`);
  }
  for (const part of parsed.data) {
    const known = knownOperator(part.operator);
    if (known === null || OF_ITEMS.has(known.entry.name) || known.entry.needs === 'window') {
      const message = `"${part.operator}" cannot be asked about a part of an item.`;
      return misfit('operator-unknown', message);
    }
    const found = neededProblem(part.value, known);
    if (found !== null) return found;
  }
  return null;
}

function plainProblem(value: Json, entry: OperatorEntry): Misfit {
  if (value === null) {
    return misfit('value-empty', 'The value to compare with is empty. Fill it in.');
  }
  if (typeof value === 'object') {
    return misfit(
      'value-not-plain',
      `"${entry.words}" compares with a text, a number or true/false.`,
    );
  }
  const numeric = entry.reads.length === 1 && entry.reads[0] === 'number';
  if (numeric && typeof value !== 'number') {
    return misfit(
      'value-not-a-number',
      `"${entry.words}" compares numbers; ${JSON.stringify(value)} is not one.`,
    );
  }
  return null;
}
