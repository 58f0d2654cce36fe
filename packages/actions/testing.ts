/**
 * The contract of an action as one call, for the built-in ones and for yours, with any test runner: it throws on the first breach.
 *
 *     testAction(myAction, { valid: [{ params: { to: { role: 'shop' }, amount: 100 } }] });
 *
 * C1. It has a dotted kind, a title, a summary, a group and an icon, and each parameter has a title to stand above its field.
 * C2. The schema takes each example and refuses a parameter that it does not know.
 * C3. `plan` is pure: equal input gives an equal plan; the input is not changed; no clock, chance or network is touched.
 * C4. A plan is either effects that the core takes, or a refusal in words; a refusal only where `declines` says so.
 * C5. Whatever an event brings in place of a value (nothing, a fraction, a text, a huge number), C3 and C4 hold.
 */
import { z } from 'zod';
import { canonicalJson, Declined, Effect, ISO_CURRENCIES } from '@recipro/schema';
import type { Action, Currency, Event, Json, Plan, PlanContext } from '@recipro/schema';
import { breach, checkWords } from './words.ts';
import { withoutWorld } from './testing/without-world.ts';
import { GOOD_VALUE, HOSTILE_VALUES, resolveWith } from './testing/resolve.ts';

export type ActionExamples = {
  /** Parameters as a workflow document has them. Each must lead to effects when its values are there and right. */
  readonly valid: readonly { readonly params: Readonly<Record<string, Json>> }[];
  /** What the alliance issues besides ISO money. A role in `params` stands for a partner of the same id. */
  readonly currencies?: readonly Currency[];
};

const EVENT: Event = {
  specversion: '1.0',
  id: 'evt-1',
  source: 'partner-one',
  type: 'something.happened',
  subject: 'customer-1',
  time: '2026-05-04T12:00:00Z',
  data: { amountMinor: GOOD_VALUE },
};

export function testAction(action: Action, examples: ActionExamples): void {
  checkWords(action);
  if (examples.valid.length === 0) breach(action, 'give at least one valid example');
  const context = contextOf([...ISO_CURRENCIES, ...(examples.currencies ?? [])]);
  for (const { params } of examples.valid) {
    const parsed = action.params.safeParse(params);
    if (!parsed.success)
      breach(action, `its schema refuses the example: ${z.prettifyError(parsed.error)}`);
    if (action.params.safeParse({ ...params, 'not-a-parameter': 1 }).success)
      breach(action, 'a parameter that does not exist is let through: use z.strictObject');
    const plan = checkPlan(action, resolveWith(parsed.data, GOOD_VALUE), context);
    if ('declined' in plan)
      breach(action, `a valid example is declined: ${canonicalJson(plan.declined)}`);
    for (const value of HOSTILE_VALUES) checkPlan(action, resolveWith(parsed.data, value), context);
  }
}

function checkPlan(action: Action, params: Record<string, Json>, context: PlanContext): Plan {
  const before = canonicalJson(params);
  const frozen = deepFreeze(structuredClone(params));
  const [plan, again] = [plans(action, frozen, context), plans(action, frozen, context)];
  if (canonicalJson(plan) !== canonicalJson(again))
    breach(action, `the same input gave two plans: ${before}`);
  if ('declined' in plan) {
    if (!action.declines) breach(action, `it declines, but says declines: false: ${before}`);
    const declined = Declined.safeParse(plan.declined);
    if (!declined.success) breach(action, `its refusal is not one: ${declined.error.message}`);
    if (!/\w+ \w+/.test(declined.data.reason))
      breach(action, `its refusal is not a sentence: "${declined.data.reason}"`);
    return plan;
  }
  const effects = z.array(Effect).safeParse(plan.effects);
  if (!effects.success)
    breach(action, `the core would refuse its effects for ${before}: ${effects.error.message}`);
  if (effects.data.some((effect) => effect.type === 'perform') && action.perform === undefined)
    breach(action, 'it asks for `perform` and has none');
  for (const name of Object.keys(plan.result ?? {}))
    if (action.results?.[name] === undefined)
      breach(action, `its result ${name} is not described in \`results\``);
  return plan;
}

function plans(action: Action, params: Readonly<Record<string, Json>>, context: PlanContext): Plan {
  let plan: unknown;
  try {
    plan = withoutWorld(() => action.plan(params, context));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    breach(action, `plan threw for ${canonicalJson(params)}: ${why}`);
  }
  if (typeof plan === 'object' && plan !== null && ('effects' in plan || 'declined' in plan))
    return plan as Plan;
  return breach(action, 'plan gave neither effects nor a refusal (is it asynchronous?)');
}

function contextOf(currencies: readonly Currency[]): PlanContext {
  return deepFreeze({
    event: EVENT,
    customerId: 'cus_1',
    nowMs: Date.parse('2026-05-04T12:00:00Z'),
    currency: (code: string) => currencies.find((currency) => currency.code === code) ?? null,
  });
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
