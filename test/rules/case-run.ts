/** Runs a case with the sample actions and gives what tests look at most. */
import { simulate } from '@recipro/rules';
import type { Case, CaseEvent, SimulateResult, TraceStep, Workflow } from '@recipro/schema';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES, RIDE } from './sample-workflow.ts';

export const NOON_MS = Date.UTC(2026, 10, 25, 12);

export function runCase(
  events: readonly CaseEvent[],
  given: Case['given'] = {},
  document: Workflow = RIDE,
  actions = ACTIONS,
): SimulateResult {
  return simulate({
    document,
    actions,
    currencies: CURRENCIES,
    nowMs: NOON_MS,
    case: { title: 'A case', given, events: [...events] },
  });
}

export function ride(data: CaseEvent['data'], time?: string): CaseEvent {
  return {
    type: 'ride.completed',
    from: 'rides',
    ...(data === undefined ? {} : { data }),
    ...(time === undefined ? {} : { time }),
  };
}

export function refund(reference: string): CaseEvent {
  return { type: 'ride.refunded', from: 'rides', data: { ride: reference } };
}

/** The step of that name, over all runs; the last one counts. */
export function stepOf(result: SimulateResult, node: string): TraceStep | undefined {
  return result.runs.flatMap(({ trace }) => trace ?? []).findLast((step) => step.node === node);
}

/** One workflow with one action after the trigger `ride.completed`. */
export function doing(action: string, params: Record<string, never> | object): Workflow {
  return {
    ...RIDE,
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      { id: 'act', kind: 'action', action, params: { ...params } },
    ],
    edges: [{ from: 'start', out: 'next', to: 'act' }],
  };
}
