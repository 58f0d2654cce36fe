/** What a program can ask about a customer, and what it can change. */
import { describe, expect, it } from 'vitest';
import { arrived, asking, hearing, list, nothing, START_MS } from '../story.ts';
import type { Story } from '../story.ts';
import type { World } from '../world.ts';

const DAY_MS = 86_400_000;

export function factContract(world: () => Promise<World>): void {
  describe('facts', () => {
    it('shows writes to the reads after them in the same event', async () => {
      const { accept, work } = await world();
      await accept(arrived({ id: 'e' }));
      const heard: unknown[] = [];
      const story: Story = function* (run) {
        heard.push(yield { ask: 'score', name: 'rides' });
        yield { ask: 'put-score', name: 'rides', value: 2.5 };
        heard.push(yield { ask: 'score', name: 'rides' });
        yield { ask: 'put-tag', tag: 'runner', present: true };
        yield { ask: 'put-tag', tag: 'runner', present: true };
        yield { ask: 'put-tag', tag: 'away', present: false };
        heard.push(yield { ask: 'customer' });
        heard.push({ id: run.customerId, tags: ['runner'] });
        return [];
      };
      expect(await work(story)).toMatchObject({ done: 1 });
      expect(heard.slice(0, 2)).toEqual([0, 2.5]);
      expect(heard[2]).toEqual(heard[3]);
    });

    it('answers consent by purpose and partner, and forgets it when it is withdrawn', async () => {
      const { accept, work, storage } = await world();
      const put = (granted: boolean) =>
        asking(() => [{ ask: 'put-consent', purpose: 'offers', partner: 'rydo', granted }]);
      const hear = async (id: string, purpose: string, partner: string) => {
        await accept(arrived({ id }));
        const { story, answers } = hearing(() => ({ ask: 'consent', purpose, partner }));
        await work(story);
        return answers[0];
      };
      expect(await hear('1', 'offers', 'rydo')).toBe(false);
      await accept(arrived({ id: '2' }));
      await work(put(true));
      expect(await hear('3', 'offers', 'rydo')).toBe(true);
      expect(await hear('4', 'offers', 'cardia')).toBe(false);
      expect(await hear('5', 'data', 'rydo')).toBe(false);
      await accept(arrived({ id: '6' }));
      await work(put(false));
      expect(await hear('7', 'offers', 'rydo')).toBe(false);
      const [customer] = (await storage.customers(list())).items;
      expect((await storage.customer(customer?.id ?? ''))?.consents).toEqual([
        { purpose: 'offers', partner: 'rydo', grantedAtMs: START_MS, withdrawnAtMs: START_MS },
      ]);
    });

    it('counts earlier events of a type in a window, not the one at hand, no later ones and nobody else’s', async () => {
      const { accept, work, clock } = await world();
      const at = (ms: number) => new Date(ms).toISOString();
      await accept(
        arrived({ id: 'long-ago', time: at(START_MS - 8 * DAY_MS) }),
        arrived({ id: 'edge', time: at(START_MS - 7 * DAY_MS) }),
        arrived({ id: 'other-type', type: 'ride.cancelled', time: at(START_MS - DAY_MS) }),
        arrived({ id: 'other-customer', subject: 'bo', time: at(START_MS - DAY_MS) }),
        arrived({ id: 'dated-later', time: at(START_MS + DAY_MS) }),
        arrived({ id: 'now', time: at(START_MS) }),
        arrived({ id: 'accepted-later', time: at(START_MS - DAY_MS) }),
      );
      clock.nowMs += 1;
      const counts = new Map<string, unknown>();
      await work(function* (run) {
        const sinceMs = START_MS - 7 * DAY_MS;
        counts.set(run.event.id, yield { ask: 'count-events', type: 'ride.completed', sinceMs });
        return [];
      });
      expect(Object.fromEntries(counts)).toEqual({
        'long-ago': 0,
        edge: 0,
        'other-type': 1,
        'other-customer': 0,
        'dated-later': 1,
        now: 1,
        'accepted-later': 1,
      });
    });

    it('counts events of one customer from every partner they are known at', async () => {
      const { accept, work, storage } = await world();
      await storage.linkIdentity(
        { known: { partner: 'rydo', subject: 'anna' }, also: { partner: 'cardia', subject: '77' } },
        START_MS,
      );
      await accept(arrived({ id: 'a' }));
      await work(nothing);
      await accept(
        arrived({ id: 'b', source: 'cardia', subject: '77', time: '2030-01-01T00:00:00Z' }),
      );
      const { story, answers } = hearing(() => ({
        ask: 'count-events',
        type: 'ride.completed',
        sinceMs: 0,
      }));
      await work(story);
      expect(answers).toEqual([1]);
    });

    it('counts steps that were done in earlier runs of a workflow since a time', async () => {
      const { accept, work, clock } = await world();
      const done = asking(() => [], ['offer']);
      await accept(arrived({ id: '1' }));
      await work(done);
      clock.nowMs += DAY_MS;
      await accept(arrived({ id: '2' }), arrived({ id: 'other', subject: 'bo' }));
      await work(done);
      const hear = async (id: string, workflow: string, node: string, sinceMs: number) => {
        await accept(arrived({ id }));
        const { story, answers } = hearing(() => ({ ask: 'count-steps', workflow, node, sinceMs }));
        await work(story);
        return answers[0];
      };
      expect(await hear('3', 'ride', 'offer', 0)).toBe(2);
      expect(await hear('4', 'ride', 'offer', START_MS + 1)).toBe(1);
      expect(await hear('5', 'ride', 'other', 0)).toBe(0);
      expect(await hear('6', 'none', 'offer', 0)).toBe(0);
    });

    it('issues one voucher for one key, finds it however it is typed, and redeems it once', async () => {
      const { accept, work, storage } = await world();
      const heard: unknown[] = [];
      const voucher = { offer: 'coffee', redeemer: 'rydo', expiresAtMs: START_MS + DAY_MS };
      await accept(arrived({ id: 'issue' }));
      await work(function* () {
        heard.push(yield { ask: 'issue-voucher', key: 'k', ...voucher });
        heard.push(yield { ask: 'issue-voucher', key: 'k', ...voucher });
        heard.push(yield { ask: 'issue-voucher', key: 'k2', ...voucher });
        heard.push(yield { ask: 'voucher', code: 'NO-SUCH-CODE' });
        return [];
      });
      expect(heard[1]).toEqual(heard[0]);
      expect(heard[2]).not.toEqual(heard[0]);
      expect(heard[3]).toBeNull();
      const [customer] = (await storage.customers(list())).items;
      const code = (await storage.customer(customer?.id ?? ''))?.vouchers.at(-1)?.code ?? '';
      expect(heard[0]).toEqual({ code });
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);

      const redeem = async (id: string, typed: string) => {
        await accept(arrived({ id }));
        // A store may begin again with an event of a batch that failed; the last time counts.
        let answers: readonly unknown[] = [];
        const evaluated = await work(function* () {
          answers = [yield { ask: 'voucher', code: typed }];
          yield { ask: 'redeem-voucher', code: typed, atMs: START_MS };
          return [];
        });
        return { answers, evaluated };
      };
      const typed = code
        .toLowerCase()
        .replaceAll('-', ' ')
        .replaceAll('0', 'o')
        .replaceAll('1', 'l');
      expect(await redeem('first', typed)).toMatchObject({
        answers: [{ ...voucher, redeemedAtMs: null }],
        evaluated: { done: 1 },
      });
      expect(await redeem('second', code)).toMatchObject({
        answers: [{ ...voucher, redeemedAtMs: START_MS }],
        evaluated: { done: 0, quarantined: 1 },
      });
    });
  });
}
