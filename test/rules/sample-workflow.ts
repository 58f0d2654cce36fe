/** The workflow that tests vary: pay a ride with points, else earn some; a refund gives all back. */
import { ISO_CURRENCIES } from '@recipro/schema';
import type { Comparison, Condition, Currency, Workflow } from '@recipro/schema';

export const CURRENCIES: readonly Currency[] = [
  ...ISO_CURRENCIES,
  { code: 'CARD', name: 'Card points', scale: 0, issuer: 'cardia' },
];

const FARE_READ = { fact: 'event', path: '$.data.fareMinor' } as const;

export const RIDE: Workflow = {
  id: 'ride',
  name: 'Pay a ride with points',
  roles: [
    { role: 'issuer', title: 'Card', partner: 'cardia' },
    { role: 'rides', title: 'Rides', partner: 'rydo' },
  ],
  nodes: [
    { id: 'ride', kind: 'trigger', event: 'ride.completed', from: 'rides' },
    {
      id: 'pays-points',
      kind: 'condition',
      conditions: {
        fact: 'event',
        path: '$.data.payWith',
        operator: 'equal',
        value: 'points',
      },
    },
    {
      id: 'debit',
      kind: 'action',
      action: 'points.debit',
      params: {
        currency: 'CARD',
        issuer: { role: 'issuer' },
        seller: { role: 'rides' },
        amount: { of: FARE_READ, every: 7, give: 10, count: 'up' },
        owed: { of: FARE_READ, every: 1, give: 1, count: 'whole' },
        reference: '{{event.data.ride}}',
      },
    },
    {
      id: 'sorry',
      kind: 'action',
      action: 'message.send',
      params: { to: { role: 'rides' }, text: 'Ride {{event.data.ride}} is not paid' },
    },
    {
      id: 'earn',
      kind: 'action',
      action: 'points.credit',
      params: {
        currency: 'CARD',
        issuer: { role: 'issuer' },
        amount: { of: FARE_READ, every: 100, give: 2, count: 'whole' },
        reference: '{{event.data.ride}}',
      },
    },
    { id: 'refund', kind: 'trigger', event: 'ride.refunded', from: 'rides' },
    {
      id: 'give-back',
      kind: 'action',
      action: 'ledger.reverse',
      params: { reference: '{{event.data.ride}}' },
    },
    { id: 'paid', kind: 'end' },
  ],
  edges: [
    { from: 'ride', out: 'next', to: 'pays-points' },
    { from: 'pays-points', out: 'yes', to: 'debit' },
    { from: 'pays-points', out: 'no', to: 'earn' },
    { from: 'debit', out: 'done', to: 'paid' },
    { from: 'debit', out: 'declined', to: 'sorry' },
    { from: 'refund', out: 'next', to: 'give-back' },
  ],
};

/** The ride, with another question in place of its own. */
export function asking(conditions: Condition, named: Workflow['conditions'] = {}): Workflow {
  const nodes = RIDE.nodes.map((node) =>
    node.kind === 'condition' ? { ...node, conditions } : node,
  );
  return { ...RIDE, nodes, conditions: named };
}

export const FARE: Comparison = {
  fact: 'event',
  path: '$.data.fareMinor',
  operator: 'greaterThan',
  value: 100,
};

/** The ride, with another message when it is declined. */
export function acting(params: object, action = 'message.send'): Workflow {
  const nodes = RIDE.nodes.map((node) =>
    node.id === 'sorry' && node.kind === 'action'
      ? { ...node, action, params: { ...node.params, ...params } }
      : node,
  );
  return { ...RIDE, nodes };
}
