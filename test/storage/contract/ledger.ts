/** The books: balances, what is pending, what can be reversed; against a small model of them. */
import type { AccountState, Ask, ReversibleTransfer } from '@recipro/rules';
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrived, asking, hearing, list, post, START_MS } from '../story.ts';
import type { Story } from '../story.ts';
import type { World } from '../world.ts';

const CURRENCIES = ['CARD', 'USD'] as const;
const SUBJECTS = ['anna', 'bo', 'cem'] as const;

export function ledgerContract(world: () => Promise<World>): void {
  describe('the ledger', () => {
    it('says what an account holds and what of it is still to come at the time asked for', async () => {
      const { accept, work } = await world();
      await accept(arrived({ id: 'e' }));
      const heard: AccountState[] = [];
      const story: Story = function* (run) {
        yield post(run, { id: 't1', amountMinor: 100 });
        yield post(run, { id: 't2', amountMinor: 30, availableAtMs: START_MS + 10 });
        const address = `customer:${run.customerId}`;
        for (const [currency, atMs] of [
          ['CARD', START_MS],
          ['CARD', START_MS + 9],
          ['CARD', START_MS + 10],
          ['USD', START_MS],
        ] as const) {
          const answer = yield { ask: 'account', address, currency, atMs } satisfies Ask;
          heard.push(answer as AccountState);
        }
        return [];
      };
      expect(await work(story)).toMatchObject({ done: 1 });
      expect(heard).toEqual([
        { balanceMinor: 130, pendingMinor: 30 },
        { balanceMinor: 130, pendingMinor: 30 },
        { balanceMinor: 130, pendingMinor: 0 },
        { balanceMinor: 0, pendingMinor: 0 },
      ]);
    });

    it('shows pending amounts in its lists until their time has come', async () => {
      const { accept, work, storage, clock } = await world();
      await accept(arrived({ id: 'e' }));
      await work(asking((run) => [post(run, { amountMinor: 30, availableAtMs: START_MS + 10 })]));
      const account = `customer:${(await storage.customers(list())).items[0]?.id}`;
      const pending = async () =>
        (await storage.accounts(list({ account }))).items[0]?.pendingMinor;
      expect(await pending()).toBe(30);
      clock.nowMs += 10;
      expect(await pending()).toBe(0);
    });

    it('finds what is left to reverse, oldest first, of the same workflow, partner and reference', async () => {
      const { accept, work } = await world();
      await accept(
        arrived({ id: 'ride-1' }),
        arrived({ id: 'ride-2' }),
        arrived({ id: 'ride-3', source: 'cardia' }),
      );
      const paying = asking((run) => [
        post(run, { id: `fare-${run.event.id}`, amountMinor: 120, reference: 'r1' }),
        post(run, { id: `tip-${run.event.id}`, amountMinor: 5, reference: 'r2' }),
      ]);
      await work(paying);
      await accept(arrived({ id: 'back' }));
      await work(function* (run) {
        yield { ask: 'reversible', workflow: 'ride', reference: 'r1' };
        yield post(run, {
          id: 'back-1',
          from: `customer:${run.customerId}`,
          to: 'partner:cardia:issued',
          amountMinor: 50,
          reference: 'r1',
          reverses: 'fare-ride-1',
        });
        return [];
      });
      await accept(arrived({ id: 'ask' }));
      const { story, answers } = hearing(() => ({
        ask: 'reversible',
        workflow: 'ride',
        reference: 'r1',
      }));
      await work(story);
      const [found] = answers as ReversibleTransfer[][];
      expect(found).toMatchObject([
        { id: 'fare-ride-1', amountMinor: 120, remainingMinor: 70, currency: 'CARD' },
        { id: 'fare-ride-2', amountMinor: 120, remainingMinor: 120, availableAtMs: null },
      ]);
      expect(found?.[0]?.from).toBe('partner:cardia:issued');
    });

    it('undoes an event that would take a balance out of range', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'most' }), arrived({ id: 'one-more' }));
      const story = asking((run) => [post(run, { amountMinor: Number.MAX_SAFE_INTEGER })]);
      expect(await work(story)).toMatchObject({ done: 1, quarantined: 1 });
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: 1, accounts: 2 });
    });

    it('agrees with a model after any sequence of transfers and failures, and verifies', async () => {
      const step = record({
        subject: constantFrom(...SUBJECTS),
        currency: constantFrom(...CURRENCIES),
        amountMinor: integer({ min: 0, max: 1_000_000 }),
        back: boolean(),
        fails: boolean(),
      });
      const { accept, work, storage } = await world();
      // One store for all sequences: each goes on where the one before it ended, and so does the model.
      const model = new Map<string, number>();
      let told = 0;
      let good = 0;
      const property = asyncProperty(array(step, { maxLength: 25 }), async (steps) => {
        const first = told;
        // By event, because a store may begin again with the events of a batch in which one failed.
        const moved = new Map<string, readonly (readonly [account: string, amount: number])[]>();
        for (const { subject } of steps) await accept(arrived({ id: String(told++), subject }));
        const evaluated = await work(function* (run) {
          const chosen = steps[Number(run.event.id) - first];
          if (chosen === undefined) throw new Error('There is a step for each event');
          const { currency, amountMinor, back, fails } = chosen;
          const customer = `customer:${run.customerId}`;
          const issued = 'partner:cardia:issued';
          const [from, to] = back ? [customer, issued] : [issued, customer];
          yield post(run, { from, to, currency, amountMinor });
          if (fails) throw new Error('after the transfer');
          moved.set(run.event.id, [
            [`${from} ${currency}`, -amountMinor],
            [`${to} ${currency}`, amountMinor],
          ]);
          return [];
        });
        for (const [account, amount] of [...moved.values()].flat())
          model.set(account, (model.get(account) ?? 0) + amount);
        const failing = steps.filter(({ fails }) => fails).length;
        good += steps.length - failing;
        expect(evaluated).toMatchObject({ done: steps.length - failing, quarantined: failing });
        const { items } = await storage.accounts(list());
        const balances = items.map((a) => [`${a.address} ${a.currency}`, a.balanceMinor]);
        expect(Object.fromEntries(balances)).toEqual(Object.fromEntries(model));
      });
      await assert(property, { numRuns: 100 });
      expect(await storage.verify()).toMatchObject({ ok: true, transfers: good });
    });

    it('chains each transfer to the one before, so that equal transfers have different hashes', async () => {
      const { accept, work, storage } = await world();
      await accept(arrived({ id: 'e' }));
      await work(asking((run) => [post(run, { id: 'a' }), post(run, { id: 'b' })]));
      const { items } = await storage.transfers(list());
      expect(items.map(({ id }) => id)).toEqual(['b', 'a']);
      for (const { hash } of items) expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(items[0]?.hash).not.toBe(items[1]?.hash);
    });
  });
}
