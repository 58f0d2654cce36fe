/**
 * What an installation stands on goes away for a while: Redis is not there, or hangs, or PostgreSQL is gone. Events are kept as long as
 * there is a store to keep them in; without one the door says so and promises nothing. Afterwards all goes on by itself.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { countWaiting, nothingWaits, readBooks } from './books.ts';
import { drawFrom } from './draw.ts';
import { startHouse } from './house.ts';
import type { House, Plan } from './house.ts';
import { differences } from './model.ts';
import { requestsOf } from './orders.ts';
import type { Request } from './orders.ts';
import { openShop } from './points-shop.ts';
import type { Shop } from './points-shop.ts';
import { post, startSending } from './senders.ts';
import type { Acknowledged } from './senders.ts';

const EVENTS = 400;
/** Below the patience of every client, whatever the door waits for. */
const ANSWER_MAX_MS = 8_000;
const GONE_MS = 10_000;
/** Starts, the outage, and what takes its time to come back. */
const LIMIT_MS = 150_000;

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

async function open(plan: Plan): Promise<{ readonly house: House; readonly shop: Shop }> {
  const house = await startHouse(plan);
  stop = house.stop;
  return { house, shop: await openShop(await house.signIn()) };
}

function someRequests(seed: number): readonly (readonly Request[])[] {
  return requestsOf(drawFrom(seed), { senders: 4, events: EVENTS });
}

/** Waits until all is evaluated, and expects the books to be what was acknowledged. */
async function expectRight({ where }: House, log: readonly Acknowledged[]): Promise<void> {
  await nothingWaits(where);
  expect(differences(log, await readBooks(where))).toEqual([]);
}

describe('events are taken, and evaluated afterwards', () => {
  it(
    'when Redis is not there as the processes start, and comes later',
    async () => {
      const { house, shop } = await open({ store: 'sqlite', roles: ['api', 'worker'] });
      await house.redis?.kill();
      await house.replace(0);
      await house.replace(1);
      const sending = startSending({ requests: someRequests(1), shop, url: () => house.url() });
      await sending.done;
      expect(sending.resent()).toBe(0);
      expect(await countWaiting(house.where)).toBe(EVENTS);
      await house.redis?.start();
      await expectRight(house, sending.log);
    },
    LIMIT_MS,
  );

  it(
    'when Redis hangs, even as the api starts',
    async () => {
      const { house, shop } = await open({ store: 'sqlite', roles: ['api', 'worker'] });
      house.redis?.hang();
      const [before, after] = [someRequests(2).slice(0, 2), someRequests(2).slice(2)];
      const url = () => house.url();
      const first = startSending({ requests: before, shop, url });
      await first.done;
      await house.replace(0);
      const second = startSending({ requests: after, shop, url });
      await second.done;
      expect(first.resent() + second.resent()).toBe(0);
      house.redis?.goOn();
      await expectRight(house, [...first.log, ...second.log]);
    },
    LIMIT_MS,
  );
});

describe('nothing is promised', () => {
  it(
    'while PostgreSQL is gone, and all goes on when it is back',
    async () => {
      const { house, shop } = await open({
        store: 'postgres',
        roles: ['api', 'worker', 'worker'],
      });
      const url = () => house.url();
      const [before, after] = [someRequests(3).slice(0, 2), someRequests(3).slice(2)];
      const first = startSending({ requests: before, shop, url });
      await first.done;
      await house.postgres?.down();
      const answers = await answersFor(GONE_MS, `${url()}/v1/events`, shop, after[0]?.[0] ?? []);
      expect(answers.length).toBeGreaterThan(3);
      expect(answers.filter((answer) => answer !== '503, again in 1 s')).toEqual([]);
      await house.postgres?.up();
      const second = startSending({ requests: after, shop, url });
      await second.done;
      await expectRight(house, [...first.log, ...second.log]);
    },
    LIMIT_MS,
  );
});

/** What the door answers to the same request, sent again and again for so long. */
async function answersFor(
  forMs: number,
  url: string,
  shop: Shop,
  request: Request,
): Promise<readonly string[]> {
  const endMs = Date.now() + forMs;
  const answers: string[] = [];
  while (Date.now() < endMs) {
    const sentMs = Date.now();
    const { status, headers } = await post(url, shop, request);
    answers.push(`${status}, again in ${headers.get('retry-after')} s`);
    expect(Date.now() - sentMs).toBeLessThan(ANSWER_MAX_MS);
  }
  return answers;
}
