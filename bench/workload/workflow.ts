/** The workflow of the workload: ten comparisons, then a score, a transfer (two postings) and one outgoing message. */
import type { Condition, Workflow } from '@recipro/schema';
import { CURRENCY, PARTNER, RIDE } from './ride.ts';

export type WorkflowOptions = {
  readonly id?: string;
  readonly event?: string;
  /** The campaign that it takes; of workflows of one event type each takes another. */
  readonly campaign?: number;
  /** Reads how often this customer rode in thirty days, in place of the payment. */
  readonly history?: boolean;
};

const data = (path: string) => ({ fact: 'event', path: `$.data.${path}` });

/** Ten comparisons: eight of the event, two of the customer. Every ride of its campaign meets them. */
export function rideCondition({ campaign = 0, history = false }: WorkflowOptions): Condition {
  const eighth = history
    ? {
        fact: 'history',
        params: { event: RIDE, days: 30 },
        operator: 'lessThan',
        value: 1_000_000,
      }
    : { ...data('payment'), operator: 'notIn', value: ['free', 'voucher'] };
  return {
    all: [
      { ...data('campaign.id'), operator: 'equal', value: `c-${campaign}` },
      { ...data('fare.amountMinor'), operator: 'greaterThanInclusive', value: 100 },
      { ...data('fare.currency'), operator: 'in', value: ['USD', 'EUR', 'DKK'] },
      {
        any: [
          { ...data('country'), operator: 'equal', value: 'DK' },
          { ...data('country'), operator: 'equal', value: 'IT' },
          {
            all: [
              { ...data('risk'), operator: 'lessThan', value: 60 },
              { ...data('channel'), operator: 'notEqual', value: 'test' },
            ],
          },
        ],
      },
      eighth,
      { fact: 'score', params: { name: 'loyalty' }, operator: 'lessThan', value: 1_000_000_000 },
      {
        fact: 'balance',
        path: '$.availableMinor',
        params: { currency: CURRENCY },
        operator: 'greaterThanInclusive',
        value: 0,
      },
    ],
  };
}

export function rideWorkflow(options: WorkflowOptions = {}): Workflow {
  const { id = 'rides-earn-points', event = RIDE } = options;
  const amount = { of: data('fare.amountMinor'), every: 100, give: 2, count: 'whole' };
  const then = (from: string, out: Workflow['edges'][number]['out'], to: string) => ({
    from,
    out,
    to,
  });
  return {
    id,
    name: `Rides earn points (${id})`,
    roles: [{ role: 'rides', title: 'The ride company', partner: PARTNER }],
    nodes: [
      { id: 'ridden', kind: 'trigger', title: 'A ride is completed', event, from: 'rides' },
      { id: 'counts', kind: 'condition', title: 'It counts', conditions: rideCondition(options) },
      {
        id: 'raise',
        kind: 'action',
        title: 'Raise loyalty',
        action: 'score.add',
        params: { name: 'loyalty', by: 1 },
      },
      {
        id: 'earn',
        kind: 'action',
        title: 'Give points',
        action: 'points.credit',
        params: { issuer: { role: 'rides' }, currency: CURRENCY, amount },
      },
      {
        id: 'tell',
        kind: 'action',
        title: 'Tell the ride company',
        action: 'message.send',
        params: {
          to: { role: 'rides' },
          event: 'points.earned',
          data: {
            rideId: '{{event.data.rideId}}',
            points: { fact: 'result:earn', path: '$.amountMinor' },
          },
        },
      },
      { id: 'earned', kind: 'end', title: 'Points earned' },
      { id: 'nothing', kind: 'end', title: 'Nothing is earned' },
    ],
    // "No" leads nowhere: a ride of another campaign is not this workflow's event.
    edges: [
      then('ridden', 'next', 'counts'),
      then('counts', 'yes', 'raise'),
      then('raise', 'done', 'earn'),
      then('raise', 'declined', 'nothing'),
      then('earn', 'done', 'tell'),
      then('earn', 'declined', 'nothing'),
      then('tell', 'done', 'earned'),
      then('tell', 'declined', 'nothing'),
    ],
  };
}

/** The same ten comparisons and nothing done: for races of rules alone. */
export function questionWorkflow(options: WorkflowOptions): Workflow {
  const whole = rideWorkflow(options);
  const kept = new Set(['ridden', 'counts', 'earned']);
  return {
    ...whole,
    nodes: whole.nodes.filter(({ id }) => kept.has(id)),
    edges: [
      { from: 'ridden', out: 'next', to: 'counts' },
      { from: 'counts', out: 'yes', to: 'earned' },
    ],
  };
}
