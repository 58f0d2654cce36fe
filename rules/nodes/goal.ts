/** A goal that was reached. Nothing changes but the record, in which it counts as a step that was done. */
import type { GoalNode } from '@recipro/schema';
import { GOAL } from '../step.ts';
import type { StepKind } from '../step.ts';

export const goal: StepKind<GoalNode> = {
  outlets: () => ['done'],
  problems: () => [],
  prepare: (node) => {
    const trace = { node: node.id, kind: 'goal', outcome: 'done' };
    // oxlint-disable-next-line require-yield -- a goal has nothing to ask
    return function* step() {
      return trace;
    };
  },
  export: (node) => ({ event: { type: GOAL, params: { step: node.id } } }),
};
