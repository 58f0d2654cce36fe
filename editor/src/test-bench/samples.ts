/** Samples for the test bench: the workflow's own cases, and one made up from what its events are known to carry. */
import type { Case, EventTypeView, Expect, Json, SimulateResult, Workflow } from '@recipro/schema';

/** A first sample for a workflow without cases, so that the bench is never empty once there is an event. */
export function madeUp(
  document: Workflow,
  seen: readonly EventTypeView[],
  title: string,
): Case | null {
  const trigger = document.nodes.find((node) => node.kind === 'trigger');
  if (trigger?.kind !== 'trigger') return null;
  const known = seen.find((each) => each.type === trigger.event);
  const data = isRecord(known?.data) ? known.data : {};
  return { title, events: [{ type: trigger.event, from: trigger.from, data }] };
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CUSTOMER = /^customer:/;

/** What a run did, as what must be true from now on. */
export function expectation(result: SimulateResult): Expect {
  const steps: Record<string, string> = {};
  for (const run of result.runs)
    for (const step of run.trace ?? [])
      if (step.kind !== 'trigger' && step.kind !== 'end') steps[step.node] = step.outcome;
  const balances: Record<string, number> = {};
  for (const account of result.accounts)
    if (CUSTOMER.test(account.account)) balances[account.currency] = account.afterMinor;
  return {
    steps,
    ...(Object.keys(balances).length > 0 ? { balances } : {}),
    messages: result.messages.length,
    vouchers: result.vouchers.length,
  };
}
