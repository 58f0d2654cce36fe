/**
 * What a value can be, cut into regions so that no comparison tells two values of one region apart: below, at, between and
 * above the numbers that are compared with, each text and any other text, true and false. One sample stands for each region,
 * so what a comparison says of it is asked of the operator itself.
 * R1. A number column is about numbers: a text that looks like one is not considered.
 */
import type { Json } from '@recipro/schema';
import { operatorNamed, operatorParts } from '../operators.ts';

export type Asked = { readonly operator: string; readonly value: Json };

export type Region = {
  /** Undefined stands for nothing there. */
  readonly sample: string | number | boolean | undefined;
  readonly words: string;
};

const OPEN: ReadonlySet<string> = new Set([
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'between',
  'isMissing',
  'isPresent',
]);
/** No one writes this text; it stands for all that are not written. */
const OTHER_TEXT = '\u0000';

/** Whether the regions of a value can say all that matters to this comparison. */
export function isOpen({ operator, value }: Asked): boolean {
  const parts = operatorParts(operator);
  const plain = valuesIn(value).every((each) => typeof each !== 'object');
  const dates =
    parts.operator === 'between' && valuesIn(value).some((each) => typeof each === 'string');
  return (
    OPEN.has(parts.operator) && parts.decorators.every((each) => each === 'not') && plain && !dates
  );
}

function valuesIn(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

export function regionsOf(asked: readonly Asked[], mayBeMissing: boolean): readonly Region[] {
  const compared = asked.filter(({ operator }) => !/is(Missing|Present)$/.test(operator));
  const values = compared.flatMap(({ value }) => valuesIn(value));
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = new Set(values.filter((value) => typeof value === 'string'));
  const regions: Region[] = numberRegions([...new Set(numbers)].toSorted((a, b) => a - b));
  for (const text of texts) regions.push({ sample: text, words: `"${text}"` });
  if (texts.size > 0) regions.push({ sample: OTHER_TEXT, words: 'any other text' });
  if (values.some((value) => typeof value === 'boolean')) {
    regions.push({ sample: true, words: 'yes' }, { sample: false, words: 'no' });
  }
  if (regions.length === 0) regions.push({ sample: OTHER_TEXT, words: 'any value' });
  return mayBeMissing ? [...regions, { sample: undefined, words: 'nothing' }] : regions;
}

function numberRegions(numbers: readonly number[]): Region[] {
  return numbers.flatMap((number, index): Region[] => {
    const next = numbers[index + 1];
    const at = { sample: number, words: String(number) };
    const above =
      next === undefined
        ? { sample: number + 1, words: `more than ${number}` }
        : { sample: number + (next - number) / 2, words: `between ${number} and ${next}` };
    const below = { sample: number - 1, words: `less than ${number}` };
    return index === 0 ? [below, at, above] : [at, above];
  });
}

/** Whether the comparison holds in the region. */
export function holdsIn({ operator, value }: Asked, { sample }: Region): boolean {
  return operatorNamed(operator)?.(sample, value) ?? false;
}
