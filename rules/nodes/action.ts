/**
 * Something done by an action: `done` with its effects applied, or `declined` with nothing changed and a reason.
 * An action that cannot be declined has no such way out; if its values are missing all the same, the run ends there.
 */
import type { Action, ActionNode, Declined, Json, TraceStep } from '@recipro/schema';
import { applyEffects } from '../apply.ts';
import type { Ask } from '../ask.ts';
import { actionProblems } from '../problems/action.ts';
import { forgetChanging, readWanted } from '../read-fact.ts';
import { resolverOf } from '../resolve.ts';
import type { Resolution, Resolver } from '../resolve.ts';
import type { Parts, RunState, Step, StepKind } from '../step.ts';

type Params = Readonly<Record<string, Json>>;

export const action: StepKind<ActionNode> = {
  outlets: (node, actions) =>
    actions.get(node.action)?.declines === false ? ['done'] : ['done', 'declined'],

  problems: actionProblems,

  prepare: (node, parts) => {
    const found = parts.actions.get(node.action);
    if (found === undefined) {
      return refusing(node, 'action-unknown', `There is no action "${node.action}" here.`);
    }
    const parsed = found.params.safeParse(node.params);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refusing(
        node,
        'params-not-right',
        `${issue?.path.join('.') ?? ''} ${issue?.message ?? 'A parameter is not right'}.`,
      );
    }
    return doing(node, found, paramResolvers(parsed.data, parts));
  },

  export: (node, { actions }) => {
    // With what the schema fills in, so that a host needs only the rules.
    const parsed = actions.get(node.action)?.params.safeParse(node.params);
    const params = parsed?.success === true ? parsed.data : node.params;
    return { event: { type: node.action, params: { ...params, step: node.id } } };
  },
};

/** A draft may name what does not exist yet; trying it out shows that as a declined step. */
function refusing(node: ActionNode, code: string, reason: string): Step {
  // oxlint-disable-next-line require-yield -- it refuses without asking
  return function* step() {
    return traceOf(node, { outcome: 'declined', declined: { code, reason } });
  };
}

function paramResolvers(params: object, parts: Parts): readonly (readonly [string, Resolver])[] {
  return Object.entries(params).map(([name, value]) => [
    name,
    resolverOf(value, parts.slots, parts.roles),
  ]);
}

function doing(
  node: ActionNode,
  found: Action,
  resolvers: readonly (readonly [string, Resolver])[],
): Step {
  return function* step(run) {
    const resolved = yield* resolve(resolvers, run);
    if (resolved.declined !== null) {
      return traceOf(node, { outcome: 'declined', declined: resolved.declined });
    }
    const { params } = resolved;
    const { event, customerId, nowMs } = run.input;
    const plan = found.plan(params, { event, customerId, nowMs, currency: run.currency });
    if ('declined' in plan) {
      return traceOf(node, { outcome: 'declined', params, declined: plan.declined });
    }
    const applied = yield* applyEffects({
      run: run.input,
      node: node.id,
      action: node.action,
      effects: plan.effects,
      currency: run.currency,
    });
    if ('declined' in applied) {
      return traceOf(node, { outcome: 'declined', params, declined: applied.declined });
    }
    forgetChanging(run);
    const result = { ...plan.result, ...(applied.code === null ? {} : { code: applied.code }) };
    return traceOf(node, { outcome: 'done', params, effects: [...plan.effects], result });
  };
}

function* resolve(
  resolvers: readonly (readonly [string, Resolver])[],
  run: RunState,
): Generator<Ask, { readonly params: Params; readonly declined: Declined | null }, unknown> {
  // Each turn fills one slot, so this ends.
  for (;;) {
    const resolution: Resolution = { facts: run.facts, declined: null };
    const params = Object.fromEntries(resolvers.map(([name, read]) => [name, read(resolution)]));
    if (run.facts.wanted === -1) return { params, declined: resolution.declined };
    yield* readWanted(run);
  }
}

function traceOf(node: ActionNode, rest: Omit<TraceStep, 'node' | 'kind' | 'action'>): TraceStep {
  const trace: TraceStep = { node: node.id, kind: 'action', action: node.action, ...rest };
  if (rest.result !== undefined && Object.keys(rest.result).length === 0) delete trace.result;
  return trace;
}
