/** Where a path stops on purpose. */
import type { EndNode } from '@recipro/schema';
import type { StepKind } from '../step.ts';

export const end: StepKind<EndNode> = {
  outlets: () => [],
  problems: () => [],
  prepare: (node) => {
    const trace = { node: node.id, kind: 'end', outcome: 'end' };
    // oxlint-disable-next-line require-yield -- the step of an end has nothing to ask
    return function* step() {
      return trace;
    };
  },
  export: () => ({}),
};
