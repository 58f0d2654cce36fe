/** The judge of the kill tests can find fault: each way in which books can be wrong is planted and must be named. */
import { describe, expect, it } from 'vitest';
import { differences } from './model.ts';
import type { Books, Told } from './model.ts';

const log: readonly Told[] = [
  { eventId: 'e1', subject: 'ann', what: 'earn', points: 100 },
  { eventId: 'e2', subject: 'ann', what: 'spend', points: 70 },
  { eventId: 'e3', subject: 'ann', what: 'spend', points: 70 },
  { eventId: 'e4', subject: 'bob', what: 'earn', points: 5 },
];
const right: Books = {
  balances: new Map([
    ['ann', 30],
    ['bob', 5],
  ]),
  issued: -35,
  runs: log.map(({ eventId }) => ({
    id: `run-${eventId}`,
    eventId,
    declined: eventId === 'e3',
  })),
  transfers: [
    { runId: 'run-e1', amountMinor: 100 },
    { runId: 'run-e2', amountMinor: 70 },
    { runId: 'run-e4', amountMinor: 5 },
  ],
};
const balances = (ann: number, bob: number) =>
  new Map([
    ['ann', ann],
    ['bob', bob],
  ]);

describe('the model', () => {
  it('agrees with books that are right', () => {
    expect(differences(log, right)).toEqual([]);
  });

  it.each<{ plant: string; books: Books; log?: readonly Told[]; says: RegExp }>([
    {
      plant: 'an acknowledged event is lost whole, so that everything still balances',
      books: {
        balances: balances(30, 0),
        issued: -30,
        runs: right.runs.filter(({ eventId }) => eventId !== 'e4'),
        transfers: right.transfers.filter(({ runId }) => runId !== 'run-e4'),
      },
      says: /e4 was acknowledged and never applied/,
    },
    {
      plant: 'the effects of a run are lost while the run is there',
      books: {
        ...right,
        balances: balances(30, 0),
        issued: -30,
        transfers: right.transfers.filter(({ runId }) => runId !== 'run-e4'),
      },
      says: /e4 moved {2}and not 5/,
    },
    {
      plant: 'an event is applied twice, so that everything still balances',
      books: {
        balances: balances(30, 10),
        issued: -40,
        runs: [...right.runs, { id: 'run-again', eventId: 'e4', declined: false }],
        transfers: [...right.transfers, { runId: 'run-again', amountMinor: 5 }],
      },
      says: /e4 was applied 2 times/,
    },
    {
      plant: 'one run moves twice',
      books: { ...right, transfers: [...right.transfers, { runId: 'run-e4', amountMinor: 5 }] },
      says: /e4 moved 5,5 and not 5/,
    },
    {
      plant: 'an event that was never acknowledged is applied',
      books: right,
      log: log.slice(0, 3),
      says: /e4 was applied and never acknowledged/,
    },
    {
      plant: 'events of one customer are applied in another order',
      books: right,
      log: [log[1], log[0], log[2], log[3]].filter((told) => told !== undefined),
      says: /e2 should be declined/,
    },
    {
      plant: 'points move without a run',
      books: { ...right, transfers: [...right.transfers, { runId: 'run-x', amountMinor: 1 }] },
      says: /run-x moved points and is no run/,
    },
    {
      plant: 'a balance is not the sum of what moved',
      books: { ...right, balances: balances(31, 5) },
      says: /ann has 31 and should have 30/,
    },
    {
      plant: 'the issuer’s account is off',
      books: { ...right, issued: -36 },
      says: /stands at -36/,
    },
  ])('finds it when $plant', ({ books, log: told, says }) => {
    expect(differences(told ?? log, books).join('\n')).toMatch(says);
  });
});
