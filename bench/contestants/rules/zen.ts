/** GoRules Zen: all rules as expressions of one decision, compiled once and evaluated in Rust. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { CUSTOMER } from './evaluator.ts';
import type { Evaluator, LiveRule } from './evaluator.ts';

type Decision = { evaluate(context: unknown): Promise<{ readonly result: unknown }> };
const Zen = z.object({
  ZenEngine: z.custom<new () => { createDecision(content: object): Decision }>(),
  ZenDecisionContent: z.custom<new (content: object) => object>(),
});
const Result = z.custom<Readonly<Record<string, boolean>>>();

export function zen(folder: string): Evaluator {
  const load = createRequire(path.join(folder, 'package.json'));
  const { ZenEngine, ZenDecisionContent } = Zen.parse(load('@gorules/zen-engine'));
  return {
    name: 'zen-engine',
    what: 'one decision with an expression for each rule',
    rulesMax: 1_000,
    prepare(rules) {
      const decision = new ZenEngine().createDecision(new ZenDecisionContent(contentOf(rules)));
      return async (event) => {
        const { result } = await decision.evaluate({ event, customer: CUSTOMER });
        return Object.values(Result.parse(result)).filter(Boolean).length;
      };
    },
  };
}

function contentOf(rules: readonly LiveRule[]): object {
  const expressions = rules.map((rule, place) => ({
    id: `x${place}`,
    key: `rule${place}`,
    value: expressionOf(rule),
  }));
  return {
    nodes: [
      { id: 'in', name: 'Request', type: 'inputNode' },
      { id: 'rules', name: 'Rules', type: 'expressionNode', content: { expressions } },
      { id: 'out', name: 'Response', type: 'outputNode' },
    ],
    edges: [
      { id: 'e1', type: 'edge', sourceId: 'in', targetId: 'rules' },
      { id: 'e2', type: 'edge', sourceId: 'rules', targetId: 'out' },
    ],
  };
}

function expressionOf({ event, campaign }: LiveRule): string {
  return [
    `event.type == '${event}'`,
    `event.data.campaign.id == 'c-${campaign}'`,
    'event.data.fare.amountMinor >= 100',
    `event.data.fare.currency in ['USD', 'EUR', 'DKK']`,
    `(event.data.country == 'DK' or event.data.country == 'IT' or (event.data.risk < 60 and event.data.channel != 'test'))`,
    `event.data.payment not in ['free', 'voucher']`,
    'customer.loyalty < 1000000000',
    'customer.availableMinor >= 0',
  ].join(' and ');
}
