/** What the core lets happen to balances: exact, bounded, all or nothing, never below zero. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseEvent, Effect, SimulateResult } from '@recipro/schema';
import { plainText } from '../../rules/text.ts';
import { actionWanting, catalogOf } from './sample-actions.ts';
import { NOON_MS, doing, refund, ride, runCase, stepOf } from './case-run.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const paying = (fareMinor: number, id: string) => ride({ payWith: 'points', fareMinor, ride: id });
const earning = (fareMinor: number, id: string) => ride({ payWith: 'card', fareMinor, ride: id });

/** The account's change, or 0 to 0. */
function account(result: SimulateResult, name: string, currency: string) {
  const found = result.accounts.find((it) => it.account === name && it.currency === currency);
  return [found?.beforeMinor ?? 0, found?.afterMinor ?? 0];
}

/** Runs an action that wants exactly these effects. */
function wanting(effects: readonly Effect[], balances: Record<string, number> = {}) {
  return runCase(
    [ride({})],
    { balances },
    doing('as.told', {}),
    catalogOf(actionWanting('as.told', effects)),
  );
}

function transfer(from: string, to: string, amountMinor: number, more = {}): Effect {
  return { type: 'transfer', kind: 'test', from, to, currency: 'CARD', amountMinor, ...more };
}

test('2072 points pay a ride of 14.50, and the card owes the rides 14.50', () => {
  const result = runCase([paying(1450, 'r1')], { balances: { CARD: 2072 } });
  expect(account(result, 'customer:sample', 'CARD')).toEqual([2072, 0]);
  expect(account(result, 'partner:cardia:payable:rydo', 'USD')).toEqual([0, -1450]);
  expect(account(result, 'partner:rydo:receivable:cardia', 'USD')).toEqual([0, 1450]);
});

test('2071 points do not: the step is declined in words, nothing moves', () => {
  const result = runCase([paying(1450, 'r1')], { balances: { CARD: 2071 } });
  expect(stepOf(result, 'debit')?.declined).toEqual({
    code: 'balance-short',
    reason: '2072 CARD needed, 2071 available.',
    details: { currency: 'CARD', neededMinor: 2072, availableMinor: 2071 },
  });
  expect(result.accounts).toEqual([]);
});

test('a refund gives back exactly what was taken, once', () => {
  const result = runCase([paying(1450, 'r1'), refund('r1'), refund('r1')], {
    balances: { CARD: 2072 },
  });
  expect(result.accounts).toEqual([]);
  expect(stepOf(result, 'give-back')?.declined?.code).toBe('nothing-to-reverse');
});

test('a refund that gives back more than it takes is not short half way', () => {
  // 2 points earned, all 1002 spent under the same reference: taking the 2 back first would find nothing there.
  const result = runCase([earning(100, 'r1'), paying(701, 'r1'), refund('r1')], {
    balances: { CARD: 1000 },
  });
  expect(stepOf(result, 'debit')?.outcome).toBe('done');
  expect(stepOf(result, 'give-back')?.outcome).toBe('done');
  expect(result.accounts).toEqual([]);
});

test('a step that takes twice from one balance is checked as a whole, and then does neither', () => {
  const twice = [
    transfer('customer:sample', 'partner:cardia:issued', 60),
    transfer('customer:sample', 'partner:cardia:issued', 60),
  ];
  const short = wanting(twice, { CARD: 100 });
  expect(stepOf(short, 'act')?.declined?.details).toEqual({
    currency: 'CARD',
    neededMinor: 60,
    availableMinor: 40,
  });
  expect(short.accounts).toEqual([]);
  expect(stepOf(wanting(twice, { CARD: 120 }), 'act')?.outcome).toBe('done');
});

test('what a step gives it can take again in the same step', () => {
  const result = wanting([
    transfer('partner:cardia:issued', 'customer:sample', 50),
    transfer('customer:sample', 'partner:cardia:issued', 50),
  ]);
  expect(stepOf(result, 'act')?.outcome).toBe('done');
  expect(result.accounts).toEqual([]);
});

test('pending points count in the balance, and cannot be spent before their time', () => {
  const locked = transfer('partner:cardia:issued', 'customer:sample', 50, {
    availableAtMs: NOON_MS + 1,
  });
  const spend = transfer('customer:sample', 'partner:cardia:issued', 1);
  expect(stepOf(wanting([locked, spend]), 'act')?.declined).toMatchObject({
    code: 'balance-short',
    details: { availableMinor: 0 },
  });
  const due = { ...locked, availableAtMs: NOON_MS };
  expect(stepOf(wanting([due, spend]), 'act')?.outcome).toBe('done');
});

test('what a customer spends cannot be kept pending, so it cannot be spent twice', () => {
  const late = transfer('customer:sample', 'partner:cardia:issued', 50, {
    availableAtMs: NOON_MS + 1,
  });
  expect(stepOf(wanting([late], { CARD: 50 }), 'act')?.declined?.code).toBe('spending-later');
});

test('a transfer of nothing is not written', () => {
  const result = wanting([transfer('customer:sample', 'partner:cardia:issued', 0)]);
  expect(stepOf(result, 'act')?.outcome).toBe('done');
  expect(result.accounts).toEqual([]);
});

test.each([
  [1.5, 'amount-not-whole'],
  [-1, 'amount-not-whole'],
  [MAX + 1, 'amount-not-whole'],
  [Number.NaN, 'amount-not-whole'],
])('an amount of %d is declined', (amount, code) => {
  const result = wanting([transfer('partner:cardia:issued', 'customer:sample', amount)]);
  expect(stepOf(result, 'act')?.declined?.code).toBe(code);
  expect(result.accounts).toEqual([]);
});

test('a balance can reach 2^53 − 1 and no further, on either side', () => {
  const most = transfer('partner:cardia:issued', 'customer:sample', MAX);
  const one = transfer('partner:cardia:issued', 'customer:sample', 1);
  expect(stepOf(wanting([most]), 'act')?.outcome).toBe('done');
  expect(stepOf(wanting([most, one]), 'act')?.declined?.code).toBe('amount-out-of-range');
  const other = transfer('partner:cardia:issued', 'partner:rydo:issued', 1);
  expect(stepOf(wanting([most, other]), 'act')?.declined?.code).toBe('amount-out-of-range');
});

test('an account that is none and a currency that no one issues are declined', () => {
  expect(stepOf(wanting([transfer('nobody', 'customer:sample', 1)]), 'act')?.declined?.code).toBe(
    'effect-not-right',
  );
  const coin = transfer('partner:cardia:issued', 'customer:sample', 1, { currency: 'COIN' });
  expect(stepOf(wanting([coin]), 'act')?.declined?.code).toBe('currency-unknown');
});

test('when the last effect of a step cannot be applied, none of them is', () => {
  const result = wanting([
    { type: 'score', name: 'loyalty', mode: 'add', value: 5 },
    { type: 'tag', tag: 'vip', mode: 'add' },
    { type: 'voucher', offer: 'Coffee', redeemer: 'rydo' },
    { type: 'deliver', to: 'rydo', event: 'x', data: {} },
    { type: 'consent', purpose: 'offers', partner: 'rydo', granted: true },
    transfer('partner:cardia:issued', 'customer:sample', 10),
    { type: 'redeem', code: 'NO', offer: 'Coffee', redeemer: 'rydo' },
  ]);
  expect(stepOf(result, 'act')?.declined?.code).toBe('voucher-unknown');
  expect(result).toMatchObject({ scores: {}, tags: [], vouchers: [], messages: [], accounts: [] });
});

const happening: fc.Arbitrary<CaseEvent> = fc
  .tuple(fc.constantFrom('pay', 'earn', 'refund'), fc.nat(3000), fc.nat(6))
  .map(([what, fare, id]) => {
    if (what === 'refund') return refund(`r${id}`);
    return what === 'pay' ? paying(fare, `r${id}`) : earning(fare, `r${id}`);
  });

test('over any history the books sum to zero and are what an independent count says; no customer falls below zero', () => {
  fc.assert(
    fc.property(
      fc.array(happening, { minLength: 1, maxLength: 40 }),
      fc.nat(5000),
      (events, CARD) => {
        const result = runCase(events, { balances: { CARD } });
        const sums = new Map<string, number>();
        for (const { currency, beforeMinor, afterMinor } of result.accounts) {
          sums.set(currency, (sums.get(currency) ?? 0) + afterMinor - beforeMinor);
        }
        expect([...sums.values()].every((sum) => sum === 0)).toBe(true);

        // The count: what each ride took or gave, forgotten when it is refunded.
        let points = CARD;
        let owed = 0;
        let open = new Map<string, { points: number; owed: number }[]>();
        for (const [index, { type, data }] of events.entries()) {
          const id = plainText(data?.['ride']);
          const fare = Number(data?.['fareMinor'] ?? 0);
          const before = open.get(id) ?? [];
          const steps = result.runs[index]?.trace ?? [];
          if (type === 'ride.refunded') {
            const back = before.reduce((sum, it) => sum + it.points, 0);
            const done =
              before.some((it) => it.points !== 0 || it.owed !== 0) && points + back >= 0;
            expect(steps.at(-1)?.outcome === 'done').toBe(done);
            if (!done) continue;
            points += back;
            owed -= before.reduce((sum, it) => sum + it.owed, 0);
            open = new Map(open).set(id, []);
          } else if (data?.['payWith'] === 'points') {
            const cost = Math.ceil((fare * 10) / 7);
            expect(steps.some(({ node, outcome }) => node === 'debit' && outcome === 'done')).toBe(
              cost <= points,
            );
            if (cost > points) continue;
            points -= cost;
            owed += fare;
            open.set(id, [...before, { points: cost, owed: fare }]);
          } else {
            const earned = Math.floor(fare / 100) * 2;
            points += earned;
            open.set(id, [...before, { points: -earned, owed: 0 }]);
          }
          expect(points).toBeGreaterThanOrEqual(0);
        }
        const [, balance] = account(result, 'customer:sample', 'CARD');
        if (points !== CARD) expect(balance).toBe(points);
        expect(account(result, 'partner:rydo:receivable:cardia', 'USD')).toEqual([0, owed]);
      },
    ),
    { numRuns: 2_000 },
  );
});
