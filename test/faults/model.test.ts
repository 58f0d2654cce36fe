/** The judge of the fault tests can find fault: each way in which books can be wrong is planted and must be named. */
import { describe, expect, it } from 'vitest';
import { rowDifferences } from './books.ts';
import type { Books, Row } from './books.ts';
import { differences } from './model.ts';
import type { Acknowledged } from './senders.ts';

const ISSUED = 'partner:shop:issued';
const log: readonly Acknowledged[] = [
  { eventId: 'e1', subject: 'ann', what: 'bought', order: 'o1', points: 100 },
  { eventId: 'e2', subject: 'ann', what: 'spent', order: 'o2', points: 70 },
  { eventId: 'e3', subject: 'ann', what: 'spent', order: 'o3', points: 70 },
  { eventId: 'e4', subject: 'bob', what: 'bought', order: 'o4', points: 5 },
  { eventId: 'e5', subject: 'ann', what: 'returned', order: 'o2', points: 0 },
  { eventId: 'e6', subject: 'ann', what: 'returned', order: 'o2', points: 0 },
];
const run = (event_id: string, subject: string, declined = '0'): Row => ({
  event_id,
  subject,
  declined,
});
const give = (event_id: string, amount_minor: string): Row => ({
  event_id,
  from_address: ISSUED,
  amount_minor,
});
const right: Books = {
  customers: [
    { id: 'a', subject: 'ann' },
    { id: 'b', subject: 'bob' },
  ],
  events: [],
  steps: [],
  postings: [],
  waiting: [],
  quarantine: [],
  runs: [
    run('e1', 'ann'),
    run('e4', 'bob'),
    run('e2', 'ann'),
    run('e3', 'ann', '1'),
    run('e5', 'ann'),
    run('e6', 'ann', '1'),
  ],
  transfers: [
    give('e1', '100'),
    { event_id: 'e2', from_address: 'customer:a', amount_minor: '70' },
    give('e4', '5'),
    give('e5', '70'),
  ],
  accounts: [
    { address: 'customer:a', balance_minor: '100' },
    { address: 'customer:b', balance_minor: '5' },
    { address: ISSUED, balance_minor: '-105' },
  ],
  scores: [{ subject: 'ann', value: '70' }],
  deliveries: [{ event_id: 'e3' }],
};
const not = (eventId: string) => (row: Row) => row['event_id'] !== eventId;
const balances = (bob: string, issued: string): readonly Row[] => [
  { address: 'customer:a', balance_minor: '100' },
  { address: 'customer:b', balance_minor: bob },
  { address: ISSUED, balance_minor: issued },
];

describe('the model', () => {
  it('agrees with books that are right', () => {
    expect(differences(log, right)).toEqual([]);
  });

  it.each<{ plant: string; wrong: Partial<Books>; log?: readonly Acknowledged[]; says: RegExp }>([
    {
      plant: 'an acknowledged event is lost whole, so that everything still balances',
      wrong: {
        runs: right.runs.filter(not('e4')),
        transfers: right.transfers.filter(not('e4')),
        accounts: balances('0', '-100'),
      },
      says: /e4 was acknowledged and never applied/,
    },
    {
      plant: 'the effects of a run are lost while the run is there',
      wrong: {
        transfers: right.transfers.filter(not('e4')),
        accounts: balances('0', '-100'),
      },
      says: /missing: 1 × movement e4 5/,
    },
    {
      plant: 'an event is applied twice, so that everything still balances',
      wrong: {
        runs: [...right.runs, run('e4', 'bob')],
        transfers: [...right.transfers, give('e4', '5')],
        accounts: balances('10', '-110'),
      },
      says: /e4 was applied 2 times/,
    },
    {
      plant: 'one run moves twice',
      wrong: { transfers: [...right.transfers, give('e4', '5')] },
      says: /too much: 1 × movement e4 5/,
    },
    {
      plant: 'an event that was never acknowledged is applied',
      wrong: {},
      log: log.filter(({ eventId }) => eventId !== 'e4'),
      says: /e4 was applied and never acknowledged/,
    },
    {
      plant: 'events of one customer are applied in another order',
      wrong: { runs: [...right.runs.slice(3), ...right.runs.slice(0, 3)] },
      says: /e1 was applied after e6, out of order/,
    },
    {
      plant: 'what was decided follows from another order',
      wrong: { runs: [...right.runs.filter(not('e2')), run('e2', 'ann', '1')] },
      says: /e2 should not be declined/,
    },
    {
      plant: 'a balance is not the sum of what moved',
      wrong: { accounts: balances('6', '-105') },
      says: /too much: 1 × balance bob 6/,
    },
    {
      plant: 'the issuer’s account is off',
      wrong: { accounts: balances('5', '-106') },
      says: /too much: 1 × balance partner:shop:issued -106/,
    },
    {
      plant: 'a score was raised twice',
      wrong: { scores: [{ subject: 'ann', value: '140' }] },
      says: /missing: 1 × score ann 70/,
    },
    { plant: 'a message is lost', wrong: { deliveries: [] }, says: /missing: 1 × message of e3/ },
    {
      plant: 'a message is there twice',
      wrong: { deliveries: [{ event_id: 'e3' }, { event_id: 'e3' }] },
      says: /too much: 1 × message of e3/,
    },
    {
      plant: 'an applied event stands in quarantine too',
      wrong: { quarantine: [{ event_id: 'e4', reason: 'no room' }] },
      says: /e4 is in quarantine: no room/,
    },
    {
      plant: 'an event still waits',
      wrong: { waiting: [{ event_id: 'e4' }] },
      says: /e4 still waits/,
    },
  ])('finds it when $plant', ({ wrong, log: told, says }) => {
    expect(differences(told ?? log, { ...right, ...wrong }).join('\n')).toMatch(says);
  });
});

describe('the comparison of two stores, row by row', () => {
  it('finds nothing where they are the same, in whatever order', () => {
    expect(rowDifferences(right, { ...right, runs: right.runs.toReversed() })).toEqual([]);
  });

  it('finds a row that says something else, on both sides', () => {
    const accounts = balances('6', '-105');
    expect(rowDifferences(right, { ...right, accounts })).toEqual([
      'missing: 1 × accounts {"address":"customer:b","balance_minor":"5"}',
      'too much: 1 × accounts {"address":"customer:b","balance_minor":"6"}',
    ]);
  });
});
