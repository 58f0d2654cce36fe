/** A split by chance: the customer's place in the group decides, so the same customer goes the same way each time. */
import type { Condition, Outlet, SplitNode } from '@recipro/schema';
import { BUCKETS, bucketOf } from '../bucket.ts';
import { sayAt } from '../problems/fact.ts';
import type { StepKind } from '../step.ts';

const WHOLE = 100;

export const split: StepKind<SplitNode> = {
  outlets: (node) => waysOf(node).map(({ out }) => out),

  problems: (node, { pointer }) => {
    const say = sayAt({ pointer, node: node.id });
    const total = waysOf(node).reduce((sum, { percent }) => sum + percent, 0);
    const outs = new Set(node.ways.map(({ out }) => out));
    return [
      ...(total === WHOLE
        ? []
        : [say('split-not-whole', `The groups come to ${total} of 100. Make it 100.`, '/ways')]),
      ...(outs.size === node.ways.length
        ? []
        : [say('split-doubled', 'Two groups have the same way out.', '/ways')]),
    ];
  },

  prepare: (node, { workflow }) => {
    const group = groupOf(node, workflow);
    const limits = limitsOf(node);
    // oxlint-disable-next-line require-yield -- where a customer stands need not be asked
    return function* step({ input }) {
      const bucket = bucketOf(group, input.customerId);
      const { out } = limits.find(({ below }) => bucket < below) ?? { out: 'a' };
      return { node: node.id, kind: 'split', outcome: out, params: { group, bucket } };
    };
  },

  export: (node, { workflow }) => {
    const params = { group: groupOf(node, workflow) };
    const limits = limitsOf(node);
    const ways = limits.map(({ out, below }, index) => {
      const when: Condition = { fact: 'bucket', params, operator: 'lessThan', value: below };
      return { out, when: index === limits.length - 1 ? null : when };
    });
    return { ways };
  },
};

/** The holdout comes first, so that it stays the same people when the other groups change. */
function waysOf({ ways, holdout = 0 }: SplitNode): readonly { out: Outlet; percent: number }[] {
  return holdout > 0 ? [...ways, { out: 'holdout', percent: holdout }] : ways;
}

function limitsOf(node: SplitNode): readonly { readonly out: Outlet; readonly below: number }[] {
  const total = waysOf(node).reduce((sum, { percent }) => sum + percent, 0);
  let below = 0;
  const inOrder = waysOf(node).toSorted(
    (a, b) => Number(b.out === 'holdout') - Number(a.out === 'holdout'),
  );
  const limits = inOrder.map(({ out, percent }) => {
    below += (percent * BUCKETS) / total;
    return { out, below };
  });
  // In a draft the groups may not come to a hundred yet; then they are shares of what they come to.
  return limits.map((limit, index) =>
    index === limits.length - 1 ? { ...limit, below: BUCKETS } : limit,
  );
}

function groupOf({ id, group }: SplitNode, workflow: string): string {
  return group ?? `${workflow}.${id}`;
}
