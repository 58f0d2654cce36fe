/** The three modes of CloudEvents, spoken by the official SDK. */
import { CloudEvent, HTTP } from 'cloudevents';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventsAccepted } from '@recipro/schema';
import { BATCH, openDoor } from './door.ts';
import type { Door, Headers } from './door.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

function event(change: Record<string, unknown> = {}) {
  return new CloudEvent({
    id: 'sdk-1',
    source: 'rydo',
    type: 'ride.completed',
    subject: 'rider æ "1" 100%',
    time: '2026-03-01T09:30:00.000Z',
    datacontenttype: 'application/json',
    campaign: 'spring',
    data: { fare: { amountMinor: 1850, currency: 'USD' }, city: 'Århus' },
    ...change,
  });
}

async function send(message: { headers: unknown; body: unknown }) {
  const headers = Object.fromEntries(
    Object.entries(message.headers as Record<string, unknown>).map(([name, value]) => [
      name,
      // The SDK leaves the percent-encoding that the HTTP binding asks for to its user.
      name.startsWith('ce-') ? encodeURIComponent(String(value)) : String(value),
    ]),
  ) satisfies Headers;
  const body = String(message.body);
  return door.post(body, { ...headers, ...door.signed(door.rydo, body) });
}

async function evaluated(): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const backlog = await door.storage.backlog();
  const { revision } = await door.storage.live();
  await door.storage.evaluate({
    shards: backlog.map(({ shard }) => shard),
    limit: 100,
    revision,
    // oxlint-disable-next-line require-yield
    *evaluateEvent(inbox) {
      seen.push(inbox.event);
      return [];
    },
  });
  return seen;
}

describe('an event that the CloudEvents SDK sends', () => {
  it('in structured mode is kept as it is', async () => {
    expect((await send(HTTP.structured(event()))).status).toBe(202);
    expect(await evaluated()).toEqual([JSON.parse(JSON.stringify(event()))]);
  });

  it('in binary mode is the same event as in structured mode', async () => {
    const binary = await send(HTTP.binary(event({ datacontenttype: 'application/json' })));
    expect(binary).toMatchObject({ status: 202 });
    const [kept] = await evaluated();
    expect(kept).toEqual(JSON.parse(JSON.stringify(event())));
    const structured = await send(HTTP.structured(event()));
    expect(structured.text).toBe(binary.text);
    expect(await door.kept()).toBe(1);
  });

  it('in a batch is kept with the others', async () => {
    const body = JSON.stringify([event(), event({ id: 'sdk-2' })]);
    const reply = await send({ headers: { 'content-type': BATCH }, body });
    const { events } = EventsAccepted.parse(JSON.parse(reply.text));
    expect(events.map(({ id }) => id)).toEqual(['sdk-1', 'sdk-2']);
  });

  it('as plain application/json is kept too', async () => {
    const { body } = HTTP.structured(event());
    const reply = await send({ headers: { 'content-type': 'application/json' }, body });
    expect(reply.status).toBe(202);
  });

  it('in binary mode without data is kept', async () => {
    const body = '';
    const reply = await door.post(body, {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'quoted',
      'ce-source': 'rydo',
      'ce-type': 'ride.completed',
      'ce-subject': '"rider \\"one\\""',
      ...door.signed(door.rydo, body),
    });
    expect(reply.status).toBe(202);
    expect(await evaluated()).toMatchObject([{ subject: 'rider "one"' }]);
  });
});
