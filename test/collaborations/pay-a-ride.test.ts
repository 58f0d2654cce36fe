/** Pay a ride with card points: signed events in, the books and the messages out, on one process and on three. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseEvent } from '@recipro/schema';
import { template } from '../templates/template.ts';
import { startAlliance } from './alliance.ts';
import type { Alliance } from './alliance.ts';
import { changes, soundBooks, lines, path } from './books.ts';
import { INSTALLATIONS } from './installation.ts';

const ride = (payment: string, amountMinor: number, id?: string): CaseEvent => ({
  ...(id === undefined ? {} : { id }),
  type: 'ride.completed',
  from: 'rides',
  time: '2026-05-04T12:00:00Z',
  data: { rideId: 'ride-1', payment, fare: { amountMinor, currency: 'USD' } },
});
const refund: CaseEvent = {
  type: 'ride.refunded',
  from: 'rides',
  time: '2026-05-05T12:00:00Z',
  data: { rideId: 'ride-1' },
};

/** All balances at the end, for each installation. */
const ends: (readonly string[])[] = [];

describe.each(INSTALLATIONS)('on %s', (kind) => {
  let alliance: Alliance;

  beforeAll(async () => {
    alliance = await startAlliance(kind, template('pay-a-ride-with-points.json'));
  });
  afterAll(() => alliance.stop());

  /** A customer with these points, after these events. */
  async function after(name: string, points: number, ...events: readonly CaseEvent[]) {
    const given = points === 0 ? undefined : { balances: { CARD: points } };
    const id = await alliance.newcomer(name, given);
    for (const event of events) await alliance.tell(name, event);
    const runs = await alliance.runs(id);
    const { balances } = await alliance.customer(id);
    return {
      id,
      runs,
      balance: balances.find(({ currency }) => currency === 'CARD')?.balanceMinor,
    };
  }

  const messages = async (id: string) =>
    (await alliance.deliveries(id)).map(({ type, body }) => ({
      type,
      data: (JSON.parse(body) as { data: unknown }).data,
    }));

  it('a fare of 14.50 takes 2072 points and the card owes the ride company 14.50', async () => {
    const { id, runs, balance } = await after('ada', 2072, ride('points', 1450));
    expect(balance).toBe(0);
    expect(lines(runs, id)).toEqual([
      'points.debit 2072 CARD customer:me → partner:cardia:issued',
      'partner.fee 1450 USD partner:cardia:payable:rydo → partner:rydo:receivable:cardia',
    ]);
    expect(await messages(id)).toEqual([
      { type: 'ride.paid', data: { rideId: 'ride-1', points: 2072 } },
    ]);
    expect(alliance.receiver.refused()).toEqual([]);
    const paid = alliance.receiver.received().find(({ event }) => event.subject === 'ada');
    expect(paid).toMatchObject({ partner: 'rydo', event: { type: 'ride.paid' } });
  });

  it('with 2071 points it is declined in words, and the ride is untouched', async () => {
    const { id, runs, balance } = await after('ben', 2071, ride('points', 1450));
    expect(balance).toBe(2071);
    expect(lines(runs, id)).toEqual([]);
    expect(runs[0]?.declined).toBe(true);
    const step = runs[0]?.trace.find(({ node }) => node === 'take-points');
    expect(step?.declined).toEqual({
      code: 'balance-short',
      reason: '2072 CARD needed, 2071 available.',
      details: { currency: 'CARD', neededMinor: 2072, availableMinor: 2071 },
    });
    expect((await messages(id)).map(({ type }) => type)).toEqual(['ride.not-paid']);
  });

  it('a ride of 14.50 paid by card earns 28 points', async () => {
    const { id, runs, balance } = await after('cleo', 0, ride('card', 1450));
    expect(balance).toBe(28);
    expect(lines(runs, id)).toEqual(['points.credit 28 CARD partner:cardia:issued → customer:me']);
    expect(await messages(id)).toEqual([]);
  });

  it('a refund gives back exactly 2072 points and nothing is owed, by new lines that name the old', async () => {
    const { id, runs, balance } = await after('dan', 3000, ride('points', 1450), refund);
    expect(balance).toBe(3000);
    expect(lines(runs.slice(1), id).toSorted()).toEqual([
      'transfer.reverse 1450 USD partner:rydo:receivable:cardia → partner:cardia:payable:rydo',
      'transfer.reverse 2072 CARD partner:cardia:issued → customer:me',
    ]);
    expect(changes(runs, id)).toEqual({});
    const [booked, undone] = runs.map(({ transfers }) => transfers);
    expect(undone?.map(({ reverses }) => reverses).toSorted()).toEqual(
      booked?.map((transfer) => transfer.id).toSorted(),
    );
    expect(booked?.every(({ reverses }) => reverses === null)).toBe(true);
  });

  it('a second refund is declined and changes nothing', async () => {
    const { id, runs, balance } = await after('eve', 3000, ride('points', 1450), refund, refund);
    expect(balance).toBe(3000);
    expect(path(runs)[2]).toBe('ride-refunded next, undo-ride declined, unchanged end');
    expect(lines(runs.slice(2), id)).toEqual([]);
  });

  it('the same ride told three times is one run and is paid once', async () => {
    const again = ride('points', 1450, 'fred-ride-1');
    const { id, runs, balance } = await after('fred', 5000, again, again, again);
    expect(runs).toHaveLength(1);
    expect(balance).toBe(5000 - 2072);
    expect(await messages(id)).toHaveLength(1);
  });

  it('a refund undoes the ride of its own customer only, also when two rides share a number', async () => {
    const ira = await after('ira', 2072, ride('points', 1450));
    const { balance } = await after('jon', 2072, ride('points', 1450), refund);
    expect(balance).toBe(2072);
    const { balances } = await alliance.customer(ira.id);
    expect(balances).toEqual([{ currency: 'CARD', balanceMinor: 0, pendingMinor: 0 }]);
  });

  it('a refund cannot take back points that the customer has spent since', async () => {
    const spent = { ...ride('points', 7), data: { ...ride('points', 7).data, rideId: 'ride-2' } };
    const { runs, balance } = await after('gus', 0, ride('card', 1450), spent, refund);
    expect(balance).toBe(18);
    expect(path(runs)[2]).toContain('undo-ride declined');
  });

  it('the books add up', async () => {
    ends.push(await soundBooks(alliance));
  });
});

it('every installation ends with the same balance in every account', () => {
  expect(ends).toHaveLength(INSTALLATIONS.length);
  for (const end of ends) expect(end).toEqual(ends[0]);
});
