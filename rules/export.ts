/**
 * Writes a workflow as rules for the unmodified json-rules-engine: one rule an action, one or two named conditions a step.
 *
 * E1. Fired in the engine, the rules give the same actions in the same order as the program, given a host that
 *     makes the engine with `allowUndefinedFacts: true`, gives facts that actions change with `cache: false`, and in
 *     `onSuccess` does the action and adds its way out as the fact `step:<step>` (and what it gave as `result:<step>`).
 * E2. The size grows with the number of steps and edges, not of paths.
 *
 * How: an action's outcome is a fact, so a step needs to know its way only back to the action before it (`reached:`). When an
 * action has been done, the conditions before it may have changed their answer; so a way that begins at an action (or at
 * the trigger) counts only while no action that follows on it was done (`passed:`), which keeps a run on one path.
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
export const RESERVED_NAME = /^(reached|passed|asked):/;

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
    steps.set(node.id, KINDS[node.kind].export(node, { actions, roles }));
  }
  const conditions = Object.entries(document.conditions ?? {}).map(
    ([name, condition]): readonly [string, RuleCondition] => [name, rooted(condition)],
  );
  const passes = passing(graph, steps);
  for (const [id, step] of steps) {
    const passed = passes.get(id);
    if (passed !== undefined) conditions.push([`passed:${id}`, passed]);
    if (step.question !== undefined) conditions.push([`asked:${id}`, rooted(step.question)]);
    const reached = reaching(id, step, graph, steps, passes);
    if (reached !== null) conditions.push([`reached:${id}`, reached]);
  }
  return {
    conditions: Object.fromEntries(conditions),
    rules: rulesOf(steps),
    roles: Object.fromEntries(roles),
  };
}

/** Graph order as distinct priorities: the engine does one rule after the other, as the program does its steps. */
function rulesOf(steps: ReadonlyMap<string, Exported>): readonly Rule[] {
  const doing = [...steps].flatMap(([name, { event }]) =>
    event === undefined ? [] : [{ name, event }],
  );
  return doing.map(({ name, event }, index) => ({
    name,
    priority: doing.length - index,
    conditions: { condition: `reached:${name}` },
    event,
  }));
}

/** How a run comes to a step: it begins there, or one of the ways into it was taken. */
function reaching(
  id: string,
  step: Exported,
  graph: Graph,
  steps: ReadonlyMap<string, Exported>,
  passes: ReadonlyMap<string, RuleCondition>,
): RuleCondition | null {
  if (step.begins !== undefined) return rooted(step.begins);
  if (step.event === undefined && step.question === undefined) return null;
  const ways = (graph.edgesInto.get(id) ?? []).flatMap((edge) => {
    const from = steps.get(edge.from);
    return from === undefined ? [] : [wayOf(edge, from, passes.has(id))];
  });
  const [only] = ways;
  return ways.length === 1 && only !== undefined ? only : { any: ways };
}

/** In a draft an edge may begin at a way out that its step does not have; the program never takes it either. */
function soundEdges({ nodes, edges }: Workflow, actions: ActionCatalog): Edge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges.filter(({ from, out }) => {
    const node = byId.get(from);
    return node !== undefined && KINDS[node.kind].outlets(node, actions).includes(out);
  });
}

function wayOf(edge: Edge, from: Exported, passable: boolean): RuleCondition {
  // The engine looks at the rest of an `all` only when what has a higher priority is met.
  if (from.question !== undefined) {
    const asked: RuleCondition = { condition: `asked:${edge.from}` };
    const answer = edge.out === 'yes' ? asked : { not: asked };
    return { all: [{ condition: `reached:${edge.from}`, priority: 2 }, answer] };
  }
  const taken: RuleCondition =
    from.event === undefined
      ? { condition: `reached:${edge.from}`, priority: 2 }
      : { fact: `step:${edge.from}`, operator: 'equal', value: edge.out, priority: 2 };
  return { all: passable ? [taken, { not: { condition: `passed:${edge.to}` } }] : [taken] };
}

/** For each question, whether an action that comes next after it was done; absent where none comes. */
function passing(
  graph: Graph,
  steps: ReadonlyMap<string, Exported>,
): ReadonlyMap<string, RuleCondition> {
  const passes = new Map<string, RuleCondition>();
  for (const [id, step] of [...steps].toReversed()) {
    if (step.event !== undefined || step.begins !== undefined) continue;
    const targets = new Set((graph.edgesFrom.get(id) ?? []).map(({ to }) => to));
    const ways = [...targets].flatMap((to): RuleCondition[] => {
      if (steps.get(to)?.event !== undefined) {
        return [{ fact: `step:${to}`, operator: 'in', value: ['done', 'declined'] }];
      }
      return passes.has(to) ? [{ condition: `passed:${to}` }] : [];
    });
    if (ways.length > 0) passes.set(id, { any: ways });
  }
  return passes;
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
