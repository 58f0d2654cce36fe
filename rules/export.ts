/**
 * Writes a workflow as rules for the unmodified json-rules-engine: one rule an action, and one for each answer of a question.
 *
 * E1. Fired in the engine, the rules give the same actions in the same order as the program, given a host that
 *     makes the engine with `allowUndefinedFacts: true`, gives facts that actions change with `cache: false`, and in
 *     `onSuccess` does the action and adds its way out as the fact `step:<step>` (and what it gave, or why it was
 *     declined, as `result:<step>`).
 *     A rule whose event is `answer` has nothing to do: its way out stands in the event's `outcome`, and what it gives in
 *     `gives`; where `adds` is `list` or `sum`, its values join those that earlier rules of the step gave.
 * E2. The size grows with the number of steps and edges, not of paths, and so does the time that the engine takes.
 *
 * How: priorities follow the graph, so the engine takes one rule after the other, as the program takes its steps. A way out
 * is a fact from the moment it was taken, so a step needs to know only the ways right before it; and a question is asked once,
 * when a run comes to it, however many steps depend on it and whatever actions change afterwards.
 */
import { isFactRef } from '@recipro/schema';
import type {
  ActionCatalog,
  Comparison,
  Condition,
  Edge,
  FactRef,
  Json,
  Workflow,
} from '@recipro/schema';
import { graphOf, reachableFrom } from './graph.ts';
import type { Graph } from './graph.ts';
import { KINDS } from './nodes/kinds.ts';
import { parsePath } from './path.ts';
import { ANSWER } from './step.ts';
import type { Exported } from './step.ts';

/** A condition as the engine takes it: ours, and with a priority where one must be looked at before the others. */
export type RuleCondition =
  | { readonly all: readonly RuleCondition[]; readonly priority?: number }
  | { readonly any: readonly RuleCondition[]; readonly priority?: number }
  | { readonly not: RuleCondition; readonly priority?: number }
  | { readonly condition: string; readonly priority?: number }
  | (Comparison & { readonly priority?: number });

export type Rule = {
  /** The step. */
  readonly name: string;
  readonly priority: number;
  readonly conditions: RuleCondition;
  readonly event: { readonly type: string; readonly params: Readonly<Record<string, Json>> };
};

export type RuleSet = {
  /** Named conditions, for `engine.setCondition`. */
  readonly conditions: Readonly<Record<string, RuleCondition>>;
  /** Highest priority first. */
  readonly rules: readonly Rule[];
  /** Who plays each role that parameters name; null while no one does. */
  readonly roles: Readonly<Record<string, string | null>>;
};

/** Names that the export gives to conditions of its own. */
export const RESERVED_NAME = /^reached:/;

export function exportRules(document: Workflow, actions: ActionCatalog): RuleSet {
  const graph = graphOf({ nodes: document.nodes, edges: soundEdges(document, actions) });
  const roles = new Map(document.roles.map(({ role, partner }) => [role, partner]));
  const begins = [...graph.nodes.values()].filter(({ kind }) => kind === 'trigger');
  const reachable = reachableFrom(
    graph,
    begins.map(({ id }) => id),
  );
  const steps = new Map<string, Exported>();
  for (const node of graph.order) {
    if (!reachable.has(node.id) || graph.circular.has(node.id)) continue;
    steps.set(node.id, KINDS[node.kind].export(node, { workflow: document.id, actions, roles }));
  }
  const conditions = Object.entries(document.conditions ?? {}).map(
    ([name, condition]): readonly [string, RuleCondition] => [name, rooted(condition)],
  );
  const rules: Omit<Rule, 'priority'>[] = [];
  for (const [id, step] of steps) {
    if (step.begins === undefined && step.event === undefined && step.ways === undefined) continue;
    conditions.push([`reached:${id}`, reaching(id, step, graph, steps)]);
    rules.push(...rulesOf(id, step));
  }
  return {
    conditions: Object.fromEntries(conditions),
    rules: rules.map((rule, index) => ({ ...rule, priority: rules.length - index })),
    roles: Object.fromEntries(roles),
  };
}

function rulesOf(name: string, { event, ways = [], adds }: Exported): Omit<Rule, 'priority'>[] {
  const reached = { condition: `reached:${name}` };
  if (event !== undefined) return [{ name, conditions: reached, event }];
  return ways.map(({ out, when, gives }, index) => {
    const last = index === ways.length - 1;
    const before = adds === undefined || last ? ways.slice(0, index) : [];
    const earlier = [...new Set(before.map((way) => way.out))];
    // The engine looks at the rest of an `all` only when what has a higher priority is met.
    const all: RuleCondition[] = [{ ...reached, priority: 3 }];
    if (earlier.length > 0) {
      all.push({ fact: `step:${name}`, operator: 'notIn', value: earlier, priority: 2 });
    }
    if (when !== null) all.push(harmless(when));
    return {
      name,
      conditions: { all },
      event: {
        type: ANSWER,
        params: {
          step: name,
          outcome: out,
          ...(gives === undefined ? {} : { gives }),
          ...(adds === undefined || last ? {} : { adds }),
        },
      },
    };
  });
}

/** How a run comes to a step: it begins there, or one of the ways into it was taken. */
function reaching(
  id: string,
  step: Exported,
  graph: Graph,
  steps: ReadonlyMap<string, Exported>,
): RuleCondition {
  if (step.begins !== undefined) return rooted(step.begins);
  const any = (graph.edgesInto.get(id) ?? []).flatMap((edge): RuleCondition[] => {
    const from = steps.get(edge.from);
    if (from === undefined) return [];
    return from.begins === undefined
      ? [{ fact: `step:${edge.from}`, operator: 'equal', value: edge.out }]
      : [{ condition: `reached:${edge.from}` }];
  });
  return { any };
}

/** In a draft an edge may begin at a way out that its step does not have; the program never takes it either. */
function soundEdges({ nodes, edges }: Workflow, actions: ActionCatalog): Edge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.filter(({ from, out }) => {
    const node = byId.get(from);
    return node !== undefined && KINDS[node.kind].outlets(node, actions).includes(out);
  });
}

/** The engine wants a group or a name at the root of a condition. */
export function rooted(condition: Condition): RuleCondition {
  const rule = harmless(condition);
  return 'fact' in rule ? { all: [rule] } : rule;
}

/** No host gives this fact, so it is read as nothing. */
const NOTHING = { fact: 'nothing' };

/** A path that got past publishing must not reach the JSONPath of a host, which could run it: it reads nothing, as in the program. */
function harmless(condition: Condition): Condition {
  if ('all' in condition) return { all: condition.all.map(harmless) };
  if ('any' in condition) return { any: condition.any.map(harmless) };
  if ('not' in condition) return { not: harmless(condition.not) };
  if ('condition' in condition) return condition;
  const { operator, value } = condition;
  const needed = isFactRef(value) && !isSafe(value) ? NOTHING : value;
  if (needed === value && isSafe(condition)) return condition;
  return isSafe(condition)
    ? { ...condition, value: needed }
    : { ...NOTHING, operator, value: needed };
}

function isSafe({ path }: FactRef): boolean {
  return path === undefined || parsePath(path) !== null;
}
