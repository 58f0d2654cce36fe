/** Supplier pays for the order: the fee, its lock and its returns, in the books as the API shows them, on one process and on three. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseEvent } from '@recipro/schema';
import { template } from '../templates/template.ts';
import { startAlliance } from './alliance.ts';
import type { Alliance } from './alliance.ts';
import { accounts, changes, soundBooks, lines, path } from './books.ts';
import { INSTALLATIONS } from './installation.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const OWED = 'partner:circleworks:receivable:basketry';
const NOW_MS = Date.now();

const at = (daysAgo: number) => new Date(NOW_MS - daysAgo * DAY_MS).toISOString();
const order = (orderId: string, amountMinor: number, daysAgo: number): CaseEvent => ({
  type: 'order.placed',
  from: 'concierge',
  time: at(daysAgo),
  data: { orderId, total: { amountMinor, currency: 'USD' } },
});
const returned = (orderId: string, part: number, whole: number, daysAgo: number): CaseEvent => ({
  type: 'order.returned',
  from: 'concierge',
  time: at(daysAgo),
  data: {
    orderId,
    returned: { amountMinor: part, currency: 'USD' },
    total: { amountMinor: whole, currency: 'USD' },
  },
});

/** All balances at the end, for each installation. */
const ends: (readonly string[])[] = [];

describe.each(INSTALLATIONS)('on %s', (kind) => {
  let alliance: Alliance;

  beforeAll(async () => {
    alliance = await startAlliance(kind, template('supplier-pays-for-the-order.json'));
  });
  afterAll(() => alliance.stop());

  async function after(name: string, ...events: readonly CaseEvent[]) {
    const before = await owed();
    const id = await alliance.newcomer(name, undefined);
    for (const event of events) await alliance.tell(name, event);
    const now = await owed();
    return {
      id,
      runs: await alliance.runs(id),
      owedMinor: now.balanceMinor - before.balanceMinor,
      pendingMinor: now.pendingMinor - before.pendingMinor,
    };
  }

  async function owed() {
    const [account] = await accounts(alliance, OWED);
    return account ?? { balanceMinor: 0, pendingMinor: 0 };
  }

  it('10 % of 120.00 is 12.00, pending while it is locked', async () => {
    const { id, runs, owedMinor, pendingMinor } = await after('ada', order('a-1', 12000, 0));
    expect({ owedMinor, pendingMinor }).toEqual({ owedMinor: 1200, pendingMinor: 1200 });
    expect(lines(runs, id)).toEqual([
      `partner.fee 1200 USD partner:basketry:payable:circleworks → ${OWED}`,
    ]);
    expect(runs[0]?.transfers[0]?.availableAtMs).toBe(NOW_MS + 14 * DAY_MS);
    const [delivery] = await alliance.deliveries(id);
    expect(delivery).toMatchObject({ type: 'referral.booked', partner: 'basketry' });
  });

  it('after 14 days it can be paid out', async () => {
    const { owedMinor, pendingMinor } = await after('ben', order('b-1', 12000, 15));
    expect({ owedMinor, pendingMinor }).toEqual({ owedMinor: 1200, pendingMinor: 0 });
  });

  it('half returned before the lock ends leaves 6.00 pending', async () => {
    const { owedMinor, pendingMinor } = await after(
      'cleo',
      order('c-1', 12000, 5),
      returned('c-1', 6000, 12000, 1),
    );
    expect({ owedMinor, pendingMinor }).toEqual({ owedMinor: 600, pendingMinor: 600 });
  });

  it('a return after the lock is a negative line that names the fee, never an edit', async () => {
    const { id, runs, owedMinor, pendingMinor } = await after(
      'dan',
      order('d-1', 12000, 30),
      returned('d-1', 6000, 12000, 2),
    );
    expect({ owedMinor, pendingMinor }).toEqual({ owedMinor: 600, pendingMinor: 0 });
    expect(lines(runs, id)).toEqual([
      `partner.fee 1200 USD partner:basketry:payable:circleworks → ${OWED}`,
      `transfer.reverse 600 USD ${OWED} → partner:basketry:payable:circleworks`,
    ]);
    const [fee, negative] = runs.map(({ transfers }) => transfers[0]);
    expect(negative?.reverses).toBe(fee?.id);
    expect(fee?.amountMinor).toBe(1200);
  });

  it('three thirds returned leave nothing, to the cent, and a fourth is declined', async () => {
    const third = (daysAgo: number) => returned('e-1', 4003, 12009, daysAgo);
    const { id, runs, owedMinor } = await after(
      'eve',
      order('e-1', 12009, 9),
      third(8),
      third(7),
      third(6),
      third(5),
    );
    expect(owedMinor).toBe(0);
    expect(changes(runs, id)).toEqual({});
    expect(path(runs)[4]).toBe('order-returned next, take-back declined, unchanged end');
  });

  it('an order below 50.00 pays the fixed 3.00', async () => {
    const { owedMinor } = await after('fred', order('f-1', 4999, 0));
    expect(owedMinor).toBe(300);
  });

  it('the same order told three times is owed once', async () => {
    const again = { ...order('g-1', 12000, 0), id: 'gus-order-1' };
    const { runs, owedMinor } = await after('gus', again, again, again);
    expect(runs).toHaveLength(1);
    expect(owedMinor).toBe(1200);
  });

  it('more returned than was ordered is declined in words', async () => {
    const { runs, owedMinor } = await after(
      'hal',
      order('h-1', 12000, 3),
      returned('h-1', 12001, 12000, 2),
    );
    expect(owedMinor).toBe(1200);
    const step = runs[1]?.trace.find(({ node }) => node === 'take-back');
    expect(step?.declined).toMatchObject({
      code: 'part-too-large',
      reason: '12001 was returned, but the whole was only 12000.',
    });
  });

  it('the books add up', async () => {
    ends.push(await soundBooks(alliance));
  });
});

it('every installation ends with the same balance in every account', () => {
  expect(ends).toHaveLength(INSTALLATIONS.length);
  for (const end of ends) expect(end).toEqual(ends[0]);
});
