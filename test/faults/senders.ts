/** Senders that go on until every event is acknowledged, whatever happens to the server, and note each acknowledgement. */
import { setTimeout as pause } from 'node:timers/promises';
import { sendEvents } from '@recipro/client';
import type { Told } from './model.ts';

/** Each sender has customers of its own and sends one event after the other, so the order of a customer's events is known. */
const SENDERS = 20;
const CUSTOMERS_EACH = 5;
const AGAIN_MS = 20;

export type Load = {
  readonly events: number;
  readonly source: string;
  readonly secret: string;
  /** Where the server answers now. */
  readonly url: () => string;
  /** Called after each acknowledgement with how many there are. */
  readonly acknowledged: (count: number) => void;
};

/** Sends all events and gives the log of what was acknowledged, in order for each customer. */
export async function sendAll(load: Load): Promise<readonly Told[]> {
  const log: Told[] = [];
  const one = async (sender: number) => {
    for (let index = sender; index < load.events; index += SENDERS) {
      const { event, told } = eventOf(index, sender);
      const eventId = await untilAcknowledged(load, event);
      log.push({ eventId, ...told });
      load.acknowledged(log.length);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => one(sender)));
  return log;
}

function eventOf(index: number, sender: number) {
  const subject = `customer-${sender}-${Math.floor(index / SENDERS) % CUSTOMERS_EACH}`;
  // Spending is large enough to be declined now and then: then the order of events shows in the books.
  const what = index % 3 === 2 ? ('spend' as const) : ('earn' as const);
  const points = what === 'spend' ? 40 + (index % 200) : 10 + (index % 90);
  return {
    event: { id: `event-${index}`, type: `points.${what}`, subject, data: { points } },
    told: { subject, what, points },
  };
}

async function untilAcknowledged(
  { source, secret, url }: Load,
  event: ReturnType<typeof eventOf>['event'],
): Promise<string> {
  for (;;) {
    try {
      const options = { url: `${url()}/v1/events`, source, secret, events: [event], attempts: 1 };
      const [receipt] = await sendEvents(options);
      if (receipt !== undefined) return receipt.eventId;
    } catch {
      await pause(AGAIN_MS);
    }
  }
}
