/** Where a run begins: an event of one type from the partner that plays one role. */
import type { TriggerNode } from '@recipro/schema';
import { roleProblems } from '../problems/role.ts';
import type { StepKind } from '../step.ts';

export const trigger: StepKind<TriggerNode> = {
  outlets: () => ['next'],

  problems: (node, site) =>
    roleProblems(node.from, site, { pointer: `${site.pointer}/from`, node: node.id }),

  prepare: (node) => {
    const trace = { node: node.id, kind: 'trigger', outcome: 'next' };
    // oxlint-disable-next-line require-yield -- the step of a trigger has nothing to ask
    return function* step() {
      return trace;
    };
  },

  export: (node, { roles }) => ({
    begins: {
      all: [
        { fact: 'event', path: '$.type', operator: 'equal', value: node.event },
        // A role that no one plays yet is null, which no event's source equals.
        { fact: 'event', path: '$.source', operator: 'equal', value: roles.get(node.from) ?? null },
      ],
    },
  }),
};
