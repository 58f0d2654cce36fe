/**
 * Conditions whose answer is always the same, whatever an event brings: a question that is none.
 * Each value that is read is cut into regions; a comparison that regions say nothing of may be met or not, independently.
 * I1. Nothing is said that is not so. I2. What would take more than WORK_MAX comparisons to find out is not said.
 */
import { canonicalJson, isFactRef } from '@recipro/schema';
import type { Comparison, Condition } from '@recipro/schema';
import type { NamedConditions } from '../conditions.ts';
import { holdsIn, isOpen, regionsOf } from './regions.ts';
import type { Asked, Region } from './regions.ts';

/** Some ten milliseconds. */
const WORK_MAX = 10_000;
const NESTING_MAX = 20;

/** Facts that always have a value. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['score', 'history', 'now', 'bucket']);

type Variable = { readonly asked: Asked[]; readonly mayBeMissing: boolean };
type Values = ReadonlyMap<string, Region | boolean>;

/** True or false where no value could make it otherwise; null where it depends, or is too much to say. */
export function constantAnswer(condition: Condition, named: NamedConditions): boolean | null {
  const variables = new Map<string, Variable | null>();
  if (!collect(condition, named, variables, 0)) return null;
  const choices = [...variables].map(([key, variable]) => {
    const values: readonly (Region | boolean)[] =
      variable === null ? [true, false] : telling(variable);
    return { key, values };
  });
  const count = choices.reduce((product, { values }) => product * values.length, 1);
  const comparisons = [...variables.values()].reduce(
    (sum, each) => sum + (each?.asked.length ?? 1),
    0,
  );
  if (choices.length === 0 || count * comparisons > WORK_MAX) return null;
  let first: boolean | null = null;
  for (let index = 0; index < count; index += 1) {
    const answer = answered(condition, named, valuesAt(choices, index));
    first ??= answer;
    if (answer !== first) return null;
  }
  return first;
}

/** One region of each sort: those in which the same comparisons hold answer alike. */
function telling({ asked, mayBeMissing }: Variable): readonly Region[] {
  const sorts = new Map<string, Region>();
  for (const region of regionsOf(asked, mayBeMissing)) {
    const held = asked.map((each) => (holdsIn(each, region) ? '1' : '0')).join('');
    if (!sorts.has(held)) sorts.set(held, region);
  }
  return [...sorts.values()];
}

function valuesAt(
  choices: readonly { readonly key: string; readonly values: readonly (Region | boolean)[] }[],
  index: number,
): Values {
  let rest = index;
  return new Map(
    choices.map(({ key, values }) => {
      const value = values[rest % values.length] ?? false;
      rest = Math.floor(rest / values.length);
      return [key, value];
    }),
  );
}

/** False where the condition cannot be looked through: empty groups, unknown names, too deep. */
function collect(
  condition: Condition,
  named: NamedConditions,
  variables: Map<string, Variable | null>,
  depth: number,
): boolean {
  if (depth > NESTING_MAX) return false;
  const inner = (item: Condition) => collect(item, named, variables, depth + 1);
  if ('all' in condition) return condition.all.length > 0 && condition.all.every(inner);
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(inner);
  if ('not' in condition) return inner(condition.not);
  if ('condition' in condition) {
    const target = Object.hasOwn(named, condition.condition)
      ? named[condition.condition]
      : undefined;
    return target !== undefined && inner(target);
  }
  const key = keyOf(condition);
  const asked = openOf(condition);
  if (asked === null) variables.set(key, null);
  else {
    const known = variables.get(key);
    if (known) known.asked.push(asked);
    else variables.set(key, { asked: [asked], mayBeMissing: !ALWAYS_THERE.has(condition.fact) });
  }
  return true;
}

function openOf({ operator, value }: Comparison): Asked | null {
  if (isFactRef(value)) return null;
  return isOpen({ operator, value }) ? { operator, value } : null;
}

/** What regions can speak of is known by what is read; anything else only by the whole comparison. */
function keyOf(comparison: Comparison): string {
  const { fact, path, params } = comparison;
  return canonicalJson(openOf(comparison) === null ? comparison : { fact, path, params });
}

function answered(condition: Condition, named: NamedConditions, values: Values): boolean {
  const inner = (item: Condition) => answered(item, named, values);
  if ('all' in condition) return condition.all.every(inner);
  if ('any' in condition) return condition.any.some(inner);
  if ('not' in condition) return !inner(condition.not);
  if ('condition' in condition) {
    const target = named[condition.condition];
    return target !== undefined && inner(target);
  }
  const value = values.get(keyOf(condition)) ?? false;
  if (typeof value === 'boolean') return value;
  const asked = openOf(condition);
  return asked !== null && holdsIn(asked, value);
}
