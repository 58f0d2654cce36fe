/** A question about the facts: `yes` when its conditions are met, otherwise `no`. */
import type { ConditionNode } from '@recipro/schema';
import { conditionProblems } from '../problems/condition.ts';
import { UNREAD } from '../facts.ts';
import { readWanted } from '../read-fact.ts';
import type { RunState, StepKind } from '../step.ts';

export const condition: StepKind<ConditionNode> = {
  outlets: () => ['yes', 'no'],

  problems: (node, site) =>
    conditionProblems(node.conditions, site, `${site.pointer}/conditions`, node.id),

  prepare: (node, parts) => {
    const compiled = parts.compileCondition(node.conditions);
    return function* step(run) {
      // Each turn fills one slot, so this ends.
      for (;;) {
        const trace = compiled.evaluate(run.facts);
        if (trace !== null) {
          const answer = trace.met === true;
          const decision = () => ({
            condition: node.conditions,
            named: parts.named,
            facts: factsRead(run),
          });
          const outcome = (run.judge?.(answer, decision) ?? answer) ? 'yes' : 'no';
          return { node: node.id, kind: 'condition', outcome, condition: trace };
        }
        yield* readWanted(run);
      }
    };
  },

  export: (node) => ({
    ways: [
      { out: 'yes', when: node.conditions },
      { out: 'no', when: null },
    ],
  }),
};

function factsRead({ facts, sources }: RunState) {
  return sources.flatMap((source, slot) => {
    const value = facts.values[slot];
    return value === UNREAD ? [] : [{ source, value }];
  });
}
