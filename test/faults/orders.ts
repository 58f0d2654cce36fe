/**
 * What customers of a shop do, drawn from a seed. They earn points, spend them, and return what they bought or paid with points.
 * They spend more than they have now and then and return things twice, so that the order of a customer's events shows in the books.
 */
import type { OutgoingEvent } from '@recipro/client';
import { below } from './draw.ts';
import type { Draw } from './draw.ts';

type What = 'bought' | 'spent' | 'returned';

/** One event in the words of the model. `order` is what it is about; a return brings no points of its own. */
export type Told = {
  readonly subject: string;
  readonly what: What;
  readonly order: string;
  readonly points: number;
};

export type Request = readonly { readonly event: OutgoingEvent; readonly told: Told }[];

/** Half of all requests hold one event, the others up to so many. */
const REQUEST_EVENTS_MAX = 24;
const SENDER_CUSTOMERS = 5;
const RETURNED_OF_LAST = 6;
const FIRST_MS = Date.parse('2026-05-04T08:00:00Z');

/** The requests of each sender, in the order in which it sends them. No two senders share a customer. */
export function requestsOf(
  draw: Draw,
  { senders, events }: { readonly senders: number; readonly events: number },
): readonly (readonly Request[])[] {
  return Array.from({ length: senders }, (_, sender) => {
    const share = Math.floor(events / senders) + (sender < events % senders ? 1 : 0);
    const orders = new Map<string, string[]>();
    const requests: Request[] = [];
    for (let made = 0; made < share;) {
      const size = draw() < 0.5 ? 1 : 2 + below(draw, REQUEST_EVENTS_MAX - 1);
      const length = Math.min(size, share - made);
      const request = Array.from({ length }, (_event, place) =>
        eventOf(draw, { sender, number: made + place, orders }),
      );
      requests.push(request);
      made += length;
    }
    return requests;
  });
}

type Place = {
  readonly sender: number;
  readonly number: number;
  /** The newest orders of each customer, which may be returned. */
  readonly orders: Map<string, string[]>;
};

function eventOf(draw: Draw, { sender, number, orders }: Place): Request[number] {
  const subject = `customer-${sender}-${below(draw, SENDER_CUSTOMERS)}`;
  const id = `order-${sender}-${number}`;
  const known = orders.get(subject) ?? [];
  const kind = draw();
  const returned = kind < 0.15 ? known.at(-1 - below(draw, RETURNED_OF_LAST)) : undefined;
  if (returned === undefined) orders.set(subject, [...known, id].slice(-RETURNED_OF_LAST));
  const told: Told =
    returned !== undefined
      ? { subject, what: 'returned', order: returned, points: 0 }
      : kind < 0.6
        ? { subject, what: 'bought', order: id, points: 1 + below(draw, 90) }
        : { subject, what: 'spent', order: id, points: 1 + below(draw, 120) };
  return { told, event: eventFor(id, told, FIRST_MS + number * 1000) };
}

export function eventFor(id: string, told: Told, atMs: number): OutgoingEvent {
  const { subject, what, order, points } = told;
  const time = new Date(atMs).toISOString();
  return { id, type: `shop.${what}`, subject, time, data: { order, points } };
}
