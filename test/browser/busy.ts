/**
 * An alliance with some life in it: templates published with their partners, and events that took every path through them.
 * All goes in by the doors that people and partners use, so what a screen shows of it is what it would show of real work.
 */
import { z } from 'zod';
import { sendEvents } from '@recipro/client';
import type { OutgoingEvent } from '@recipro/client';
import { PartnerCreated, WorkflowSummary, WorkflowView } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import type { Session } from '../session.ts';
import { until } from '../patience.ts';
import { played, templates } from '../templates/template.ts';

export type Busy = {
  /** Sends events as a partner, signed, and waits until all that came so far has been evaluated. */
  send(partner: string, events: readonly OutgoingEvent[]): Promise<void>;
};

/** Publishes the templates of these ids, each with the partners that it suggests. */
export async function busyAlliance(session: Session, ids: readonly string[]): Promise<Busy> {
  const secrets = new Map<string, string>();
  let expected = 0;
  for (const template of templates.filter(({ id }) => ids.includes(id))) {
    for (const { suggestion } of template.roles) {
      if (suggestion === undefined || secrets.has(suggestion.id)) continue;
      const answer = await session.post('/api/partners', suggestion);
      secrets.set(suggestion.id, answer.as(PartnerCreated).secret);
    }
    await publish(session, played(template));
  }
  const runs = async () => {
    const { items } = (await session.get('/api/workflows')).as(
      z.object({ items: z.array(WorkflowSummary) }),
    );
    return items.reduce((sum, each) => sum + each.runs, 0);
  };
  return {
    async send(partner, events) {
      const secret = secrets.get(partner) ?? '';
      await sendEvents({ url: `${session.url}/v1/events`, source: partner, secret, events });
      expected += events.length;
      await until(`${expected} runs are there`, async () => (await runs()) >= expected);
    },
  };
}

async function publish(session: Session, document: Workflow): Promise<void> {
  const view = (await session.post('/api/workflows', { document })).as(WorkflowView);
  const path = `/api/workflows/${view.document.id}/publish`;
  const answer = await session.post(path, undefined, { 'if-match': `"${view.revision}"` });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Rides of customers that take every path of "pay a ride with points": too few points, enough, paid by card, given back. */
export function rides(count: number): readonly OutgoingEvent[] {
  return Array.from({ length: count }, (_, index): OutgoingEvent => {
    const subject = `rider-${(index * 7) % 23}`;
    const id = `ride-${index}`;
    if (index % 9 === 8)
      return {
        id: `${id}-back`,
        type: 'ride.refunded',
        subject,
        data: { rideId: `ride-${index - 1}` },
      };
    const payment = index % 5 === 4 ? 'points' : 'card';
    const fare = { amountMinor: 900 + ((index * 613) % 4000), currency: 'USD' };
    return { id, type: 'ride.completed', subject, data: { rideId: id, payment, fare } };
  });
}

/** Travellers who said what they like, and then landed: each is offered something, which is a message to a partner. */
export function landings(count: number): readonly OutgoingEvent[] {
  const travellers = Array.from({ length: count }, (_, index) => `traveller-${index}`);
  return [
    ...travellers.map((subject) => ({
      id: `${subject}-likes`,
      type: 'preferences.saved',
      subject,
      data: { likes: ['running'], offersNearby: true },
    })),
    ...travellers.map((subject) => ({
      id: `${subject}-lands`,
      type: 'flight.landed',
      subject,
      time: '2026-05-04T12:30:00-04:00',
      data: { airport: 'JFK', flight: 'SK901' },
    })),
  ];
}
