/** The two engines of JsonLogic: json-logic-js, which walks the rule each time, and json-logic-engine, which makes code of it. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { CUSTOMER } from './evaluator.ts';
import type { Evaluator, LiveRule } from './evaluator.ts';

type Logic = (data: unknown) => unknown;
const JsonLogicJs = z.object({ apply: z.custom<(rule: unknown, data: unknown) => unknown>() });
const JsonLogicEngine = z.object({
  LogicEngine: z.custom<new () => { build(rule: unknown): Logic }>(),
});

/** `folder` is where the peers were installed. */
export function jsonLogic(folder: string): readonly Evaluator[] {
  const load = createRequire(path.join(folder, 'package.json'));
  const interpreted = JsonLogicJs.parse(load('json-logic-js'));
  const { LogicEngine } = JsonLogicEngine.parse(load('json-logic-engine'));
  return [
    evaluator('json-logic-js', 'all rules, walked each time', (rules) =>
      rules.map(ruleOf).map((rule) => (data) => interpreted.apply(rule, data)),
    ),
    evaluator('json-logic-engine', 'all rules, compiled to code', (rules) => {
      const engine = new LogicEngine();
      return rules.map((rule) => engine.build(ruleOf(rule)));
    }),
  ];
}

function evaluator(
  name: string,
  what: string,
  build: (rules: readonly LiveRule[]) => readonly Logic[],
): Evaluator {
  return {
    name,
    what,
    rulesMax: 1_000,
    prepare(rules) {
      const logics = build(rules);
      return (event) => {
        const data = { event, customer: CUSTOMER };
        let met = 0;
        for (const logic of logics) if (logic(data) === true) met += 1;
        return met;
      };
    },
  };
}

function ruleOf({ event, campaign }: LiveRule): unknown {
  const read = (name: string) => ({ var: `event.data.${name}` });
  return {
    and: [
      { '===': [{ var: 'event.type' }, event] },
      { '===': [read('campaign.id'), `c-${campaign}`] },
      { '>=': [read('fare.amountMinor'), 100] },
      { in: [read('fare.currency'), ['USD', 'EUR', 'DKK']] },
      {
        or: [
          { '===': [read('country'), 'DK'] },
          { '===': [read('country'), 'IT'] },
          { and: [{ '<': [read('risk'), 60] }, { '!==': [read('channel'), 'test'] }] },
        ],
      },
      { '!': [{ in: [read('payment'), ['free', 'voucher']] }] },
      { '<': [{ var: 'customer.loyalty' }, 1_000_000_000] },
      { '>=': [{ var: 'customer.availableMinor' }, 0] },
    ],
  };
}
