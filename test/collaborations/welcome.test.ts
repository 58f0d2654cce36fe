/** Welcome at the airport: from consent to coffee by signed events alone, on one process and on three. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseEvent } from '@recipro/schema';
import { template } from '../templates/template.ts';
import { startAlliance } from './alliance.ts';
import type { Alliance } from './alliance.ts';
import { changes, soundBooks, lines, path } from './books.ts';
import { INSTALLATIONS } from './installation.ts';

const NOON = '2026-05-04T12:30:00-04:00';

const preferences = (offersNearby: boolean): CaseEvent => ({
  type: 'preferences.saved',
  from: 'airline',
  time: '2026-05-01T10:00:00Z',
  data: { likes: ['music', 'running'], offersNearby },
});
const landed = (time: string, airport = 'JFK'): CaseEvent => ({
  type: 'flight.landed',
  from: 'airline',
  time,
  data: { airport, flight: 'SK901' },
});
const shown = (code: string, time: string, from = 'cafe'): CaseEvent => ({
  type: 'voucher.presented',
  from,
  time,
  data: { code },
});

/** All balances at the end, for each installation. */
const ends: (readonly string[])[] = [];

describe.each(INSTALLATIONS)('on %s', (kind) => {
  let alliance: Alliance;

  beforeAll(async () => {
    alliance = await startAlliance(kind, template('welcome-at-the-airport.json'));
  });
  afterAll(() => alliance.stop());

  async function after(name: string, ...events: readonly CaseEvent[]) {
    const id = await alliance.newcomer(name, undefined);
    for (const event of events) await alliance.tell(name, event);
    return { id, runs: await alliance.runs(id), customer: await alliance.customer(id) };
  }

  /** The code of the one voucher that this traveller was given. */
  async function welcomed(name: string) {
    const { id, customer } = await after(name, preferences(true), landed(NOON));
    expect(customer.vouchers).toHaveLength(1);
    return { id, code: customer.vouchers[0]?.code ?? '' };
  }

  it('a runner who said yes gets one message, with the code of one coffee; nothing is owed yet', async () => {
    const { id, runs, customer } = await after('ada', preferences(true), landed(NOON));
    const [voucher] = customer.vouchers;
    expect(voucher).toMatchObject({
      offer: 'Free coffee',
      redeemer: 'beanhouse',
      redeemedAtMs: null,
      expiresAtMs: Date.parse('2026-05-06T16:30:00Z'),
    });
    expect(lines(runs, id)).toEqual([]);
    expect(customer.tags).toEqual(['runner']);
    expect(customer.scores).toContainEqual(expect.objectContaining({ name: 'welcomes', value: 1 }));
    await alliance.deliveries(id);
    const came = alliance.receiver.received().filter(({ event }) => event.subject === 'ada');
    expect(came).toHaveLength(1);
    expect(came[0]).toMatchObject({
      partner: 'skyways',
      event: {
        type: 'offer.welcome',
        data: {
          map: 'https://stride.example/runs/JFK',
          barcode: voucher?.code,
          validUntil: '2026-05-06T16:30:00.000Z',
        },
      },
    });
  });

  it('without consent there is no message, and the trace says which consent was missing', async () => {
    const { id, runs } = await after('ben', preferences(false), landed(NOON));
    expect(path(runs)[1]).toBe('landed next, runner-at-jfk no, nothing end');
    expect(await alliance.deliveries(id)).toEqual([]);
    const withdrawn = await after('bea', preferences(true), preferences(false), landed(NOON));
    expect(path(withdrawn.runs)[2]).toBe(
      'landed next, runner-at-jfk yes, may-offer no, nothing end',
    );
    const step = withdrawn.runs[2]?.trace.find(({ node }) => node === 'may-offer');
    expect(step?.condition).toMatchObject({
      type: 'all',
      met: false,
      items: [{ fact: 'consent', params: { purpose: 'offers nearby' }, read: false, needed: true }],
    });
    expect(await alliance.deliveries(withdrawn.id)).toEqual([]);
  });

  it('at night in New York nothing is sent', async () => {
    const { id, runs } = await after('cleo', preferences(true), landed('2026-05-05T02:00:00Z'));
    expect(path(runs)[1]).toContain('good-moment no');
    expect(await alliance.deliveries(id)).toEqual([]);
  });

  it('a second flight in the same week brings no second message; the next week does', async () => {
    const { id, runs } = await after(
      'dan',
      preferences(true),
      landed(NOON),
      landed('2026-05-11T12:29:59-04:00'),
      landed('2026-05-11T12:30:01-04:00'),
    );
    const sent = path(runs).map((steps) => steps.includes('welcome done'));
    expect(sent).toEqual([false, true, false, true]);
    expect(await alliance.deliveries(id)).toHaveLength(2);
  });

  it('the coffee is drunk once, at the café only, and only then is 3.20 owed', async () => {
    const { id, code } = await welcomed('eve');
    await alliance.tell('eve', shown(code, '2026-05-05T09:00:00-04:00', 'music'));
    expect(changes(await alliance.runs(id), id)).toEqual({});
    await alliance.tell('eve', shown(code, '2026-05-05T09:01:00-04:00'));
    await alliance.tell('eve', shown(code, '2026-05-05T09:02:00-04:00'));
    const runs = await alliance.runs(id);
    expect(path(runs).slice(2)).toEqual([
      'presented next, take-voucher done, owe-coffee done, tell-accepted done',
      'presented next, take-voucher declined, nothing end',
    ]);
    const step = runs[3]?.trace.find(({ node }) => node === 'take-voucher');
    expect(step?.declined?.code).toBe('voucher-used');
    expect(changes(runs, id)).toEqual({
      'partner:beanhouse:receivable:stride USD': 320,
      'partner:stride:payable:beanhouse USD': -320,
    });
    const [voucher] = (await alliance.customer(id)).vouchers;
    expect(voucher?.redeemedAtMs).toBe(Date.parse('2026-05-05T13:01:00Z'));
  });

  it('a voucher that has run out, and one that was never issued, are declined and owe nothing', async () => {
    const { id, code } = await welcomed('fred');
    await alliance.tell('fred', shown(code, '2026-05-06T12:30:00-04:00'));
    await alliance.tell('fred', shown('NO-SUCH-CODE', '2026-05-05T09:00:00-04:00'));
    const runs = await alliance.runs(id);
    const declined = runs.flatMap(({ trace }) => trace.flatMap((step) => step.declined ?? []));
    expect(declined.map(({ code: why }) => why)).toEqual(['voucher-expired', 'voucher-unknown']);
    expect(changes(runs, id)).toEqual({});
  });

  it('the same landing told three times is one message and one coffee', async () => {
    const again = { ...landed(NOON), id: 'gus-flight-1' };
    const { id, customer } = await after('gus', preferences(true), again, again, again);
    expect(customer.vouchers).toHaveLength(1);
    expect(await alliance.deliveries(id)).toHaveLength(1);
  });

  it('the books add up', async () => {
    ends.push(await soundBooks(alliance));
  });
});

it('every installation ends with the same balance in every account', () => {
  expect(ends).toHaveLength(INSTALLATIONS.length);
  for (const end of ends) expect(end).toEqual(ends[0]);
});
