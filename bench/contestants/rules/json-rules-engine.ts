/** json-rules-engine as it comes: one engine with all rules, and with one engine for each event type as a careful user would have it. */
import { Engine } from 'json-rules-engine';
import type { RuleProperties } from 'json-rules-engine';
import { rideCondition } from '../../workload/workflow.ts';
import { CUSTOMER } from './evaluator.ts';
import type { Evaluator, LiveRule } from './evaluator.ts';

const facts = { score: CUSTOMER.loyalty, balance: { availableMinor: CUSTOMER.availableMinor } };

export const jsonRulesEngine: Evaluator = {
  name: 'json-rules-engine',
  what: 'one engine with all rules',
  rulesMax: 1_000,
  prepare(rules) {
    const engine = new Engine(rules.map(ruleOf));
    return async (event) => (await engine.run({ ...facts, event })).events.length;
  },
};

export const jsonRulesEngineByType: Evaluator = {
  name: 'json-rules-engine-by-type',
  what: 'one engine for each event type',
  rulesMax: 1_000,
  prepare(rules) {
    const byType = Map.groupBy(rules, ({ event }) => event);
    const engines = new Map(
      [...byType].map(([type, own]) => [type, new Engine(own.map(ruleOf))] as const),
    );
    return async (event) => {
      const result = await engines.get(event.type)?.run({ ...facts, event });
      return result?.events.length ?? 0;
    };
  },
};

function ruleOf({ event, campaign }: LiveRule): RuleProperties {
  const type = { fact: 'event', path: '$.type', operator: 'equal', value: event };
  const conditions = { all: [type, rideCondition({ campaign })] };
  // Through text, as rules are kept.
  return JSON.parse(JSON.stringify({ conditions, event: { type: 'earn' } }));
}
