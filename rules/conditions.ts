/**
 * Compiles a condition to closures; no text is ever turned into code.
 * I1. The answer is json-rules-engine's, including that an empty `all` or `any` is met.
 * I2. Evaluation is lazy: it stops as soon as the answer is known, and asks for one fact at a time.
 *     A closure gives null when a fact is wanted; it is called again, from the start, once that fact is there.
 * I3. Whatever cannot be evaluated (an operator or name that does not exist, a circle of names, more than can be
 *     evaluated in reason) is not met. `validate` says so before; here it only must do no harm.
 */
import { isFactRef } from '@recipro/schema';
import type { Comparison, ComparisonTrace, Condition, ConditionTrace, Json } from '@recipro/schema';
import { UNREAD, newSlots, readerOf } from './facts.ts';
import type { FactSlots, FactSource, Facts, Reader } from './facts.ts';
import { operatorNamed } from './operators.ts';
import { brief } from './brief.ts';

/** Groups and comparisons that one condition may come to with its names written out; names that use names multiply. */
export const CONDITION_PARTS_MAX = 2000;

/** Far above what `validate` lets pass; keeps a hostile document off the end of the stack. */
const NESTING_MAX = 200;

type Compiled = {
  /** The trace with its answer, or null when `facts.wanted` must be read first. */
  readonly evaluate: (facts: Facts) => ConditionTrace | null;
  /** The trace of a condition that was not evaluated. */
  readonly idle: ConditionTrace;
  readonly parts: number;
};

export type NamedConditions = Readonly<Record<string, Condition>>;

export type ConditionCompiler = (condition: Condition) => Compiled;

/** One compiler a workflow, so that each named condition is compiled once. */
export function conditionCompiler(slots: FactSlots, named: NamedConditions): ConditionCompiler {
  const done = new Map<string, Compiled>();
  const open = new Set<string>();

  function compile(condition: Condition, depth: number): Compiled {
    if (depth > NESTING_MAX) return TOO_MUCH;
    const inner = (item: Condition) => compile(item, depth + 1);
    if ('all' in condition) return group('all', condition.all.map(inner));
    if ('any' in condition) return group('any', condition.any.map(inner));
    if ('not' in condition) return negation(inner(condition.not));
    if ('condition' in condition) return reference(condition.condition, depth);
    return comparison(slots, condition);
  }

  function reference(name: string, depth: number): Compiled {
    const known = done.get(name);
    if (known !== undefined) return known;
    const condition = Object.hasOwn(named, name) ? named[name] : undefined;
    if (condition === undefined || open.has(name)) return naming(name, NEVER);
    open.add(name);
    const compiled = naming(name, compile(condition, depth + 1));
    open.delete(name);
    done.set(name, compiled);
    return compiled;
  }

  return (condition) => compile(condition, 0);
}

const NEVER: Compiled = {
  evaluate: () => ({ type: 'any', met: false, items: [] }),
  idle: { type: 'any', met: null, items: [] },
  parts: 1,
};

/** Never met, and neither is any condition it is a part of. */
const TOO_MUCH: Compiled = { ...NEVER, parts: Infinity };

function group(type: 'all' | 'any', items: readonly Compiled[]): Compiled {
  const parts = items.reduce((sum, item) => sum + item.parts, 1);
  if (parts > CONDITION_PARTS_MAX) return TOO_MUCH;
  const settles = type === 'any';
  const idle: ConditionTrace = { type, met: null, items: items.map((item) => item.idle) };
  const evaluate = (facts: Facts): ConditionTrace | null => {
    const traces: ConditionTrace[] = [];
    let settled = false;
    for (const item of items) {
      if (settled) {
        traces.push(item.idle);
        continue;
      }
      const trace = item.evaluate(facts);
      if (trace === null) return null;
      traces.push(trace);
      settled = trace.met === settles;
    }
    const met = items.length === 0 || settled === settles;
    return { type, met, items: traces };
  };
  return { evaluate, idle, parts };
}

function negation(item: Compiled): Compiled {
  // Not met stays not met, also turned round: what cannot be evaluated says nothing.
  if (item.parts === Infinity) return TOO_MUCH;
  return {
    evaluate: (facts) => {
      const trace = item.evaluate(facts);
      return trace && { type: 'not', met: trace.met !== true, item: trace };
    },
    idle: { type: 'not', met: null, item: item.idle },
    parts: item.parts,
  };
}

function naming(name: string, item: Compiled): Compiled {
  return {
    evaluate: (facts) => {
      const trace = item.evaluate(facts);
      return trace && { type: 'named', met: trace.met, name, item: trace };
    },
    idle: { type: 'named', met: null, name, item: item.idle },
    parts: item.parts,
  };
}

function comparison(slots: FactSlots, condition: Comparison): Compiled {
  const { fact, path, params, operator, value } = condition;
  const compare = operatorNamed(operator);
  const left = readerOf(slots, condition);
  const right: Reader = isFactRef(value) ? readerOf(slots, value) : () => value;
  const fixed = isFactRef(value) ? undefined : brief(value);
  // One shape for every trace, with undefined for what is absent, is several times faster to make than many shapes.
  const traced = (met: boolean | null, read?: Json, needed?: Json): ComparisonTrace => ({
    type: 'comparison',
    met,
    fact,
    path,
    params,
    operator,
    read,
    needed,
  });
  const evaluate = (facts: Facts): ComparisonTrace | null => {
    const read = left(facts);
    if (read === UNREAD) return null;
    const needed = right(facts);
    if (needed === UNREAD) return null;
    const met = compare !== null && compare(read, needed);
    return traced(met, brief(read), fixed ?? brief(needed));
  };
  return { evaluate, idle: traced(null, undefined, fixed), parts: 1 };
}

/** Answers a single condition from a function that gives facts; for trying a condition out. */
export function evaluateCondition(
  condition: Condition,
  fact: (source: FactSource) => unknown,
  named: NamedConditions = {},
): ConditionTrace {
  const slots = newSlots();
  const compiled = conditionCompiler(slots, named)(condition);
  const facts: Facts = { values: slots.sources.map(() => UNREAD), wanted: -1 };
  // Each turn fills one slot, so this ends.
  for (;;) {
    const trace = compiled.evaluate(facts);
    if (trace !== null) return trace;
    const source = slots.sources[facts.wanted];
    facts.values[facts.wanted] = source === undefined ? undefined : fact(source);
  }
}
