/**
 * Senders that go on until every event is acknowledged, whatever happens to the server, and note each acknowledgement.
 * A sender has customers of its own and sends one request after the other, so the order of a customer's events is known.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { signWebhook } from '@recipro/client';
import { z } from 'zod';
import { until } from '../patience.ts';
import type { Request, Told } from './orders.ts';
import type { Shop } from './points-shop.ts';

const AGAIN_MS = 20;
const TIMEOUT_MS = 15_000;
/** A sender is held back while a trouble ends. */
const HELD_MAX_MS = 120_000;
/** What the door answers when nothing was kept and trying again can help. */
const BUSY = new Set([429, 503, 507]);

const Receipts = z.object({ events: z.array(z.object({ eventId: z.string() })) });

/** An event with the id that the acknowledgement gave it. */
export type Acknowledged = Told & { readonly eventId: string };

export type Load = {
  readonly requests: readonly (readonly Request[])[];
  readonly shop: Shop;
  /** Where the server answers now. */
  readonly url: () => string;
  /** Called before a request is sent for the first time: whether it may be, now that so many are acknowledged. */
  readonly mayGoOn?: (acknowledged: number) => boolean;
};

export type Sending = {
  /** Every acknowledgement so far, in order for each customer. */
  readonly log: readonly Acknowledged[];
  /** Requests that had to be sent once more. */
  readonly resent: () => number;
  readonly done: Promise<void>;
};

export function startSending({ requests, shop, url, mayGoOn = () => true }: Load): Sending {
  const log: Acknowledged[] = [];
  let resent = 0;

  async function untilAcknowledged(request: Request): Promise<readonly string[]> {
    for (;;) {
      const answer = await post(`${url()}/v1/events`, shop, request).catch(() => null);
      if (answer?.status === 202)
        return Receipts.parse(await answer.json()).events.map(({ eventId }) => eventId);
      if (answer !== null && !(BUSY.has(answer.status) && answer.headers.has('retry-after')))
        throw new Error(`The door answered ${answer.status}: ${await answer.text()}`);
      resent += 1;
      await pause(AGAIN_MS);
    }
  }

  async function sender(mine: readonly Request[]): Promise<void> {
    for (const request of mine) {
      await until('senders may go on', () => mayGoOn(log.length), HELD_MAX_MS);
      const eventIds = await untilAcknowledged(request);
      if (eventIds.length !== request.length) throw new Error('A receipt is missing');
      for (const [place, { told }] of request.entries())
        log.push({ ...told, eventId: eventIds[place] ?? '' });
    }
  }

  const done = Promise.all(requests.map(sender)).then(() => {});
  // It is waited for later; until then a failure must not end the test's process.
  done.catch(() => {});
  return { log, resent: () => resent, done };
}

/** One signed request: a single event by itself, several as a batch. */
export function post(url: string, { source, secret }: Shop, request: Request): Promise<Response> {
  const events = request.map(({ event }) => ({ specversion: '1.0', source, ...event }));
  const single = events.length === 1;
  const body = JSON.stringify(single ? events[0] : events);
  const id = `req_${randomUUID()}`;
  const timestampS = Math.floor(Date.now() / 1000);
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': `application/cloudevents${single ? '' : '-batch'}+json`,
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': signWebhook({ secret, id, timestampS, body }),
    },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
