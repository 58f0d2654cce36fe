/**
 * The judge against bugs that are planted in the running program: a process dies or sleeps at an exact moment, and the books are right
 * afterwards; with the guard for that moment taken out of the program they are wrong, and the judge says how.
 */
import { withLongLine } from '@recipro/server/storage/postgres/database.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../postgres.ts';
import type { PostgresServer } from '../postgres.ts';
import { nothingWaits, readBooks } from './books.ts';
import { BUGS } from './bugs.ts';
import type { Bug } from './bugs.ts';
import { startHouse, thaw, untilFrozen } from './house.ts';
import { differences } from './model.ts';
import { POSTGRES, SQLITE } from './moments.ts';
import type { Moment } from './moments.ts';
import { eventFor } from './orders.ts';
import type { Request, Told } from './orders.ts';
import { plantFlags } from './edit.ts';
import type { Edit } from './edit.ts';
import { openShop } from './points-shop.ts';
import { startSending } from './senders.ts';

let postgres: PostgresServer | null = null;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

/** One customer, so that all is in one shard: earns, spends, has too few, and takes the spending back. */
const TOLD: readonly Told[] = [
  { subject: 'ann', what: 'bought', order: 'first', points: 100 },
  { subject: 'ann', what: 'spent', order: 'second', points: 70 },
  { subject: 'ann', what: 'spent', order: 'third', points: 70 },
  { subject: 'ann', what: 'returned', order: 'second', points: 0 },
];
const REQUEST: Request = TOLD.map((told, place) => ({
  told,
  event: eventFor(`event-${place}`, told, Date.parse('2026-05-04T08:00:00Z')),
}));

/** Others need not wait ten seconds for a sleeper. */
const SOON: Edit = {
  file: 'server/storage/postgres/database.ts',
  find: 'leaseMs: 10_000 }',
  put: 'leaseMs: 1_000 }',
};

/** What the judge finds after a process was struck at this moment, with these bugs in every process. */
async function struck(
  store: Bug['store'],
  moment: Moment,
  { edits = [], sql }: Partial<Pick<Bug, 'edits' | 'sql'>> = {},
): Promise<string> {
  const common = [...edits, ...(store === 'postgres' ? [SOON] : [])];
  const house = await startHouse({
    store,
    roles: ['all'],
    flags: plantFlags([...common, moment.edit]),
    postgres,
  });
  try {
    const shop = await openShop(await house.signIn());
    const { where } = house;
    if (sql !== undefined && 'url' in where)
      await withLongLine(where.url, (client) => client.query(sql));
    const sending = startSending({ requests: [[REQUEST]], shop, url: () => house.url() });
    const first = house.process(0);
    if (moment.does === 'dies') {
      await first.ended();
      await house.replace(0, plantFlags(common));
      await sending.done;
      await nothingWaits(where);
    } else {
      await sending.done;
      await untilFrozen(first);
      await house.join(plantFlags(common));
      await nothingWaits(where);
      thaw(first);
      // What it was at is finished before it ends.
      await first.stop();
    }
    return differences(sending.log, await readBooks(where)).join('\n');
  } finally {
    await house.stop();
  }
}

const MOMENTS = [
  ...Object.values(POSTGRES).map((moment) => ({ store: 'postgres' as const, moment })),
  ...Object.values(SQLITE).map((moment) => ({ store: 'sqlite' as const, moment })),
];

describe('the books are right', () => {
  for (const { store, moment } of MOMENTS)
    it(`on ${store} when a process ${moment.does} while ${moment.when}`, async () => {
      expect(await struck(store, moment)).toBe('');
    });
});

describe('the judge finds it', () => {
  for (const bug of BUGS)
    it(`on ${bug.store} when ${bug.bug}`, async () => {
      expect(await struck(bug.store, bug.moment, bug)).toMatch(bug.finds);
    });
});
