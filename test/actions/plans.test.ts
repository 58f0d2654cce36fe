/** What each action plans for exact inputs, and in which words it refuses what cannot be right. */
import { describe, expect, it } from 'vitest';
import { builtInActions } from '@recipro/actions';
import { AMOUNT_MINOR_MAX, Declined, ISO_CURRENCIES } from '@recipro/schema';
import type { Json, Plan, PlanContext } from '@recipro/schema';
import { CURRENCIES } from './examples.ts';

const NOW_MS = Date.parse('2026-05-04T12:00:00Z');
const context: PlanContext = {
  event: {
    specversion: '1.0',
    id: 'e1',
    source: 'rydo',
    type: 'ride.completed',
    subject: 'c1',
  },
  customerId: 'cus_1',
  nowMs: NOW_MS,
  currency: (code) => [...ISO_CURRENCIES, ...CURRENCIES].find((one) => one.code === code) ?? null,
};

function plan(kind: string, params: Readonly<Record<string, Json>>): Plan {
  const action = builtInActions.get(kind);
  if (action === undefined) throw new Error(`no action ${kind}`);
  return action.plan(params, context);
}

const debit = { issuer: 'issuer', currency: 'CARD', amount: 2072, reference: 'ride-1' };
const fee = { from: 'issuer', to: 'ride', currency: 'USD', amount: 1450 };

describe('effects', () => {
  it('points are given by their issuer to the customer, and the result says how many', () => {
    expect(plan('points.credit', { issuer: 'issuer', currency: 'CARD', amount: 28 })).toEqual({
      effects: [
        {
          type: 'transfer',
          kind: 'points.credit',
          from: 'partner:issuer:issued',
          to: 'customer:cus_1',
          currency: 'CARD',
          amountMinor: 28,
        },
      ],
      result: { amountMinor: 28 },
    });
  });

  it('points are taken from the customer back to their issuer under the reference', () => {
    expect(plan('points.debit', debit)).toMatchObject({
      effects: [
        {
          from: 'customer:cus_1',
          to: 'partner:issuer:issued',
          amountMinor: 2072,
          reference: 'ride-1',
        },
      ],
    });
  });

  it('a fee goes from what one partner owes to what the other is owed, at once without a lock', () => {
    const planned = plan('partner.fee', fee);
    expect(planned).toMatchObject({
      effects: [
        {
          from: 'partner:issuer:payable:ride',
          to: 'partner:ride:receivable:issuer',
          currency: 'USD',
          amountMinor: 1450,
        },
      ],
    });
    expect(JSON.stringify(planned)).not.toContain('availableAtMs');
  });

  it('a fee locked for 14 days is available exactly 14 days after the event', () => {
    expect(plan('partner.fee', { ...fee, lockDays: 14 })).toMatchObject({
      effects: [{ availableAtMs: Date.parse('2026-05-18T12:00:00Z') }],
      result: { availableAt: '2026-05-18T12:00:00.000Z' },
    });
  });

  it('a reversal without values undoes all that is left, and with both values exactly that part', () => {
    expect(plan('transfer.reverse', { reference: 'o1' })).toEqual({
      effects: [{ type: 'reverse', reference: 'o1' }],
    });
    expect(plan('transfer.reverse', { reference: 'o1', returned: 6000, of: 12000 })).toEqual({
      effects: [
        { type: 'reverse', reference: 'o1', part: { numerator: 6000, denominator: 12000 } },
      ],
    });
  });

  it('a voucher valid for two days ends exactly two days after the event', () => {
    const params = { offer: 'Free coffee', redeemer: 'cafe', validDays: 2 };
    expect(plan('voucher.issue', params)).toEqual({
      effects: [
        {
          type: 'voucher',
          offer: 'Free coffee',
          redeemer: 'cafe',
          expiresAtMs: Date.parse('2026-05-06T12:00:00Z'),
        },
      ],
      result: { expiresAt: '2026-05-06T12:00:00.000Z' },
    });
  });

  it('a score is raised, lowered and set', () => {
    const value = (kind: string, params: Record<string, Json>) =>
      (plan(kind, { name: 'loyalty', ...params }) as { effects: unknown[] }).effects[0];
    expect(value('score.add', { by: 5 })).toMatchObject({ mode: 'add', value: 5 });
    expect(value('score.add', { by: 5, direction: 'lower' })).toMatchObject({ value: -5 });
    expect(value('score.add', { by: 0, direction: 'lower' })).toMatchObject({ value: 0 });
    expect(value('score.set', { to: 0 })).toMatchObject({ mode: 'set', value: 0 });
  });

  it('a withdrawn consent is recorded as not granted', () => {
    const params = { purpose: 'offers nearby', partner: 'stride', answer: 'withdrawn' };
    expect(plan('consent.record', params)).toMatchObject({ effects: [{ granted: false }] });
  });
});

const refusals: readonly [string, string, Readonly<Record<string, Json>>, string, RegExp][] = [
  ['half a point', 'points.debit', { ...debit, amount: 0.5 }, 'amount-not-whole', /0\.5.*whole/],
  ['no points at all', 'points.debit', { ...debit, amount: 0 }, 'amount-zero', /zero/],
  ['points below zero', 'points.debit', { ...debit, amount: -1 }, 'amount-negative', /below zero/],
  [
    'more than an entry can hold',
    'points.debit',
    { ...debit, amount: AMOUNT_MINOR_MAX + 1 },
    'amount-too-large',
    /larger than 9007199254740991/,
  ],
  [
    'an amount that is a text',
    'points.debit',
    { ...debit, amount: '5' },
    'amount-missing',
    /number/,
  ],
  [
    'an amount that is not there',
    'partner.fee',
    { ...fee, amount: null },
    'amount-missing',
    /number/,
  ],
  [
    'points that nobody issues',
    'points.credit',
    { ...debit, currency: 'NONE' },
    'currency-unknown',
    /NONE/,
  ],
  [
    'points of another issuer',
    'points.credit',
    { ...debit, currency: 'MILES' },
    'currency-not-issued',
    /MILES is issued by airline, so issuer cannot/,
  ],
  [
    'money as points',
    'points.credit',
    { ...debit, currency: 'USD' },
    'currency-not-points',
    /money/,
  ],
  [
    'a debt in no currency',
    'partner.fee',
    { ...fee, currency: 'NONE' },
    'currency-unknown',
    /NONE/,
  ],
  ['a debt to oneself', 'partner.fee', { ...fee, to: 'issuer' }, 'same-partner', /itself/],
  [
    'a reference that came to nothing',
    'points.debit',
    { ...debit, reference: ' ' },
    'reference-missing',
    /did not bring/,
  ],
  [
    'a reference that is too long',
    'partner.fee',
    { ...fee, reference: 'x'.repeat(129) },
    'reference-too-long',
    /128/,
  ],
  ['a reversal of nothing', 'transfer.reverse', { reference: '' }, 'reference-missing', /empty/],
  [
    'a part without the whole',
    'transfer.reverse',
    { reference: 'o1', returned: 1 },
    'part-incomplete',
    /both/,
  ],
  [
    'a part larger than the whole',
    'transfer.reverse',
    { reference: 'o1', returned: 12001, of: 12000 },
    'part-too-large',
    /12001 .* 12000/,
  ],
  [
    'a part of zero',
    'transfer.reverse',
    { reference: 'o1', returned: 0, of: 0 },
    'amount-zero',
    /zero/,
  ],
  [
    'a voucher without a code',
    'voucher.redeem',
    { code: '', offer: 'Free coffee', redeemer: 'cafe' },
    'voucher-unknown',
    /no voucher code/,
  ],
  [
    'a message that is too large',
    'message.send',
    { to: 'rydo', event: 'x.y', data: { text: '€'.repeat(22_000) } },
    'message-too-large',
    /66011 bytes/,
  ],
  ['half a score', 'score.add', { name: 'loyalty', by: 0.5 }, 'score-not-whole', /whole/],
  ['a score of nothing', 'score.set', { name: 'loyalty', to: null }, 'score-not-whole', /whole/],
];

describe('refusals', () => {
  for (const [what, kind, params, code, words] of refusals) {
    it(`${kind} declines ${what} in words`, () => {
      const planned = plan(kind, params);
      expect(planned).toEqual({ declined: expect.objectContaining({ code }) });
      const { declined } = planned as { declined: Declined };
      expect(Declined.parse(declined).reason).toMatch(words);
    });
  }

  it('the largest amount of all is taken', () => {
    expect(plan('points.debit', { ...debit, amount: AMOUNT_MINOR_MAX })).toHaveProperty('effects');
  });
});
