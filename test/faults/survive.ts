/**
 * One trial: senders send, troubles strike in between, and when all is evaluated the books are judged: against the model of what the
 * senders were told, by the product's own recomputation, and row by row against one calm process that was sent the same events.
 */
import { VerifyResult } from '@recipro/schema';
import { until } from '../patience.ts';
import { nothingWaits, readBooks, rowDifferences } from './books.ts';
import type { Books } from './books.ts';
import { drawFrom } from './draw.ts';
import { startHouse } from './house.ts';
import type { House, Plan } from './house.ts';
import { differences } from './model.ts';
import { requestsOf } from './orders.ts';
import type { Request } from './orders.ts';
import { openShop } from './points-shop.ts';
import { startSending } from './senders.ts';
import type { Sending } from './senders.ts';
import { blowsOf, troubler } from './trouble.ts';
import type { Trouble } from './trouble.ts';

const SENDERS = 20;
/** Whatever befalls, something is acknowledged within this time. */
const PATIENCE_MS = 90_000;
const TOLD_DIFFERENCES = 10;

export type Trial = Plan & {
  readonly seed: number;
  readonly events: number;
  readonly troubles: Partial<Readonly<Record<Trouble, number>>>;
};

export type Survived = {
  readonly acknowledged: number;
  readonly resent: number;
  readonly books: Books;
  /** Empty when all is right; otherwise what was wrong, and what had happened. */
  readonly verdict: string;
};

export async function survive(trial: Trial): Promise<Survived> {
  const requests = requestsOf(drawFrom(trial.seed), { senders: SENDERS, events: trial.events });
  const house = await startHouse(trial);
  try {
    const { sending, history } = await sendAmidTroubles(house, trial, requests);
    await nothingWaits(house.where).catch((error: unknown) => {
      throw new Error(told(trial.seed, history, [String(error)]));
    });
    const books = await readBooks(house.where);
    const problems = [
      ...differences(sending.log, books),
      ...(await selfCheck(house)),
      ...rowDifferences(await calmBooks(requests), books).map((line) => `in the calm run, ${line}`),
    ];
    return {
      acknowledged: sending.log.length,
      resent: sending.resent(),
      books,
      verdict: problems.length === 0 ? '' : told(trial.seed, history, problems),
    };
  } finally {
    await house.stop();
  }
}

async function sendAmidTroubles(
  house: House,
  { seed, events, troubles, roles }: Trial,
  requests: readonly (readonly Request[])[],
): Promise<{ readonly sending: Sending; readonly history: readonly string[] }> {
  const draw = drawFrom(seed + 1);
  const blows = blowsOf(draw, troubles, events);
  const troubled = troubler(house, draw, roles.length - 1);
  const history: string[] = [];
  const shop = await openShop(await house.signIn());
  // While a blow is dealt the senders go on, but not past the moment of the next one: no blow falls on a house at rest.
  let limit = 0;
  const sending = startSending({
    requests,
    shop,
    url: () => house.url(),
    mayGoOn: (acknowledged) => acknowledged < limit,
  });
  for (const [place, { trouble, after }] of blows.entries()) {
    limit = blows[place + 1]?.after ?? Infinity;
    const reached = until(
      `${after} are acknowledged`,
      () => sending.log.length >= after,
      PATIENCE_MS,
    );
    await Promise.race([reached, sending.done.then(() => reached)]).catch((error: unknown) => {
      throw new Error(told(seed, history, [String(error)]));
    });
    history.push(`${sending.log.length} acknowledged: ${trouble}`);
    await troubled.strike(trouble);
  }
  limit = Infinity;
  await sending.done;
  await troubled.over();
  return { sending, history };
}

async function selfCheck(house: House): Promise<readonly string[]> {
  const { ok, firstBad } = (await (await house.signIn()).post('/api/verify')).as(VerifyResult);
  return ok ? [] : [`the check of the books says: ${firstBad?.message ?? 'not right'}`];
}

/** The books of one process on SQLite that nothing happens to. */
async function calmBooks(requests: readonly (readonly Request[])[]): Promise<Books> {
  const house = await startHouse({ store: 'sqlite', roles: ['all'] });
  try {
    const shop = await openShop(await house.signIn());
    await startSending({ requests, shop, url: () => house.url() }).done;
    await nothingWaits(house.where);
    return await readBooks(house.where);
  } finally {
    await house.stop();
  }
}

function told(seed: number, history: readonly string[], problems: readonly string[]): string {
  const shown = problems.slice(0, TOLD_DIFFERENCES);
  return [
    `seed ${seed}`,
    ...history,
    `${problems.length} differences, of which the first are:`,
    ...shown,
  ].join('\n');
}
