/**
 * What a workflow asks of an event before it is the workflow's event at all, beyond its type and its sender.
 * A first question whose "no" leads nowhere and that can only be met by certain values in the event is such a guard:
 * an event with another value makes no run, exactly as one of another type makes none. A "no" that leads somewhere,
 * if only to an end, is followed, and so is any question that reads more than the event.
 * I1. Whatever a guard turns away, the program would have left at that question with nothing done.
 */
import { isFactRef } from '@recipro/schema';
import type { Comparison, Condition, Event, Workflow } from '@recipro/schema';
import type { NamedConditions } from './conditions.ts';
import { graphOf, outletKey } from './graph.ts';
import type { Graph } from './graph.ts';
import { parsePath, readKeys } from './path.ts';
import type { Keys } from './path.ts';

/** Met by an event that has one of these values at this path. */
export type Guard = {
  readonly path: string;
  readonly keys: Keys;
  readonly values: ReadonlySet<unknown>;
};

/** As deep as names and groups may nest in what publishing accepts. */
const NESTING_MAX = 20;

export function guardsOf(
  trigger: string,
  graph: Graph,
  { conditions }: Workflow,
): readonly Guard[] {
  const first = graph.nodes.get(graph.next.get(outletKey(trigger, 'next')) ?? '');
  if (first?.kind !== 'condition' || graph.next.has(outletKey(first.id, 'no'))) return [];
  return conjuncts(first.conditions, conditions ?? {}, 0).flatMap(guardOf);
}

/** Whether this question turns events away before a run begins, so that its "no" is never counted. */
export function turnsAway(document: Workflow, question: string): boolean {
  const graph = graphOf(document);
  return document.nodes.some(
    ({ id, kind }) =>
      kind === 'trigger' &&
      graph.next.get(outletKey(id, 'next')) === question &&
      guardsOf(id, graph, document).length > 0,
  );
}

/** The comparisons without which the condition cannot be met. */
function conjuncts(
  condition: Condition,
  named: NamedConditions,
  depth: number,
): readonly Comparison[] {
  if (depth > NESTING_MAX) return [];
  if ('all' in condition) return condition.all.flatMap((item) => conjuncts(item, named, depth + 1));
  if ('any' in condition) {
    const [only, ...others] = condition.any;
    return only === undefined || others.length > 0 ? [] : conjuncts(only, named, depth + 1);
  }
  if ('condition' in condition) {
    const name = condition.condition;
    const target = Object.hasOwn(named, name) ? named[name] : undefined;
    return target === undefined ? [] : conjuncts(target, named, depth + 1);
  }
  return 'fact' in condition ? [condition] : [];
}

function guardOf({ fact, path, params, operator, value }: Comparison): readonly Guard[] {
  const keys = path === undefined ? null : parsePath(path);
  // Parameters mean nothing to the event, but with them it would be another fact.
  if (fact !== 'event' || path === undefined || keys === null || params !== undefined) return [];
  if (isFactRef(value)) return [];
  if (operator === 'equal' && isPlain(value)) return [{ path, keys, values: new Set([value]) }];
  if (operator !== 'in' || !Array.isArray(value)) return [];
  return [{ path, keys, values: new Set<unknown>(value) }];
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

export function passes(guards: readonly Guard[], event: Event): boolean {
  return guards.every(({ keys, values }) => values.has(readKeys(event, keys)));
}
