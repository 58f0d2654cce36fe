/** What is wrong with a condition: groups with nothing in them, names that lead nowhere or in a circle, and its comparisons. */
import { CONDITION_DEPTH_MAX, isFactRef } from '@recipro/schema';
import type { Condition, Diagnostic } from '@recipro/schema';
import { CONDITION_PARTS_MAX } from '../conditions.ts';
import type { NamedConditions } from '../conditions.ts';
import type { Site } from '../step.ts';
import { comparisonProblems } from './comparison.ts';
import { constantAnswer } from './constant.ts';
import { sayAt, stepProblems } from './fact.ts';
import type { Place } from './fact.ts';

export function conditionProblems(
  condition: Condition,
  site: Site,
  pointer: string,
  node?: string,
): Diagnostic[] {
  const place: Place = { site, pointer, ...(node === undefined ? {} : { node }) };
  const named = site.document.conditions ?? {};
  const measure = measured(condition, named, []);
  const say = sayAt(place);
  if (measure.circle !== null) {
    const circle = measure.circle.map((name) => `"${name}"`).join(', ');
    return [
      say('condition-circular', `The named conditions ${circle} use each other in a circle.`),
    ];
  }
  if (measure.depth > CONDITION_DEPTH_MAX) {
    const message = `The condition is nested more than ${CONDITION_DEPTH_MAX} deep. Make it flatter.`;
    return [say('condition-too-deep', message)];
  }
  if (measure.parts > CONDITION_PARTS_MAX) {
    const message = `The condition comes to more than ${CONDITION_PARTS_MAX} comparisons. Make it smaller.`;
    return [say('condition-too-large', message)];
  }
  const problems = walk(condition, place);
  return problems.length > 0 ? problems : constantProblems(condition, place);
}

/** Told where a step asks: a named condition may be a part of a question that depends on more. */
function constantProblems(condition: Condition, place: Place): Diagnostic[] {
  if (place.node === undefined) return [];
  const answer = constantAnswer(condition, place.site.document.conditions ?? {});
  if (answer === null) return [];
  const say = sayAt(place);
  const problem = answer
    ? say('condition-always-met', 'This is always so, so "no" never happens.')
    : say('condition-never-met', 'This can never be so, so "yes" never happens.');
  return [{ ...problem, severity: 'warning' }];
}

function walk(condition: Condition, place: Place): Diagnostic[] {
  const say = sayAt(place);
  const under = (at: string): Place => ({ ...place, pointer: `${place.pointer}${at}` });
  if ('all' in condition) return group(condition.all, 'all', place);
  if ('any' in condition) return group(condition.any, 'any', place);
  if ('not' in condition) return walk(condition.not, under('/not'));
  if ('condition' in condition) {
    const named = place.site.document.conditions ?? {};
    const name = condition.condition;
    if (!Object.hasOwn(named, name)) {
      return [say('condition-unknown', `There is no condition named "${name}".`, '/condition')];
    }
    // What a name stands for is checked once, where it stands; which steps come before depends on the user of the name.
    return [...stepsRead(condition, named)].flatMap((fact) =>
      stepProblems(fact, under('/condition')),
    );
  }
  return comparisonProblems(condition, place);
}

function group(items: readonly Condition[], type: 'all' | 'any', place: Place): Diagnostic[] {
  if (items.length === 0) {
    const message = 'This group is empty, and would always be met. Add a condition or remove it.';
    return [sayAt(place)('condition-empty', message, `/${type}`)];
  }
  return items.flatMap((item, index) =>
    walk(item, { ...place, pointer: `${place.pointer}/${type}/${index}` }),
  );
}

type Measure = {
  readonly depth: number;
  readonly parts: number;
  readonly circle: readonly string[] | null;
};

const FLAT: Measure = { depth: 0, parts: 0, circle: null };

/** The depth and size of a condition with its names written out; stops early where that is already too much. */
function measured(
  condition: Condition,
  named: NamedConditions,
  within: readonly string[],
  known: Map<string, Measure> = new Map(),
  depth = 0,
): Measure {
  if (depth > CONDITION_DEPTH_MAX) return { ...FLAT, depth: 1 };
  const inner = (item: Condition, names = within) => measured(item, named, names, known, depth + 1);
  if ('all' in condition) return combined(condition.all.map((item) => inner(item)));
  if ('any' in condition) return combined(condition.any.map((item) => inner(item)));
  if ('not' in condition) return combined([inner(condition.not)]);
  if (!('condition' in condition)) return { depth: 0, parts: 1, circle: null };
  const name = condition.condition;
  if (within.includes(name)) return { ...FLAT, circle: within.slice(within.indexOf(name)) };
  const target = Object.hasOwn(named, name) ? named[name] : undefined;
  if (target === undefined) return FLAT;
  const measure = known.get(name) ?? combined([inner(target, [...within, name])]);
  known.set(name, measure);
  return measure;
}

function combined(items: readonly Measure[]): Measure {
  return {
    depth: 1 + Math.max(0, ...items.map(({ depth }) => depth)),
    parts: items.reduce((sum, { parts }) => sum + parts, 1),
    circle: items.find(({ circle }) => circle !== null)?.circle ?? null,
  };
}

/** The facts of steps that a condition reads, through all its names. */
function stepsRead(
  condition: Condition,
  named: NamedConditions,
  seen: Set<string> = new Set(),
  found: Set<string> = new Set(),
): ReadonlySet<string> {
  if ('all' in condition) for (const item of condition.all) stepsRead(item, named, seen, found);
  else if ('any' in condition)
    for (const item of condition.any) stepsRead(item, named, seen, found);
  else if ('not' in condition) stepsRead(condition.not, named, seen, found);
  else if ('condition' in condition) {
    const target = Object.hasOwn(named, condition.condition)
      ? named[condition.condition]
      : undefined;
    if (target === undefined || seen.has(condition.condition)) return found;
    seen.add(condition.condition);
    stepsRead(target, named, seen, found);
  } else {
    if (condition.fact.includes(':')) found.add(condition.fact);
    if (isFactRef(condition.value) && condition.value.fact.includes(':'))
      found.add(condition.value.fact);
  }
  return found;
}
