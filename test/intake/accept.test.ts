/** What the door promises to a sender who does it right. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventsAccepted } from '@recipro/schema';
import { sendEvents } from '@recipro/client';
import { makeSecret } from '@recipro/server/seal.ts';
import { BATCH, openDoor, ride, STRUCTURED } from './door.ts';
import type { Door, Partner } from './door.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const DAY_MS = 86_400_000;

function send(event: unknown, partner: Partner = door.rydo, type = STRUCTURED) {
  const body = JSON.stringify(event);
  return door.post(body, { 'content-type': type, ...door.signed(partner, body) });
}

function byKey(event: unknown, apiKey: string, type = STRUCTURED) {
  return door.post(JSON.stringify(event), {
    'content-type': type,
    authorization: `Bearer ${apiKey}`,
  });
}

describe('an accepted event', () => {
  it('is answered with a receipt that names it, and waits in its shard', async () => {
    const reply = await send(ride({ id: 'r-1' }));
    expect(reply.status).toBe(202);
    const { events } = EventsAccepted.parse(JSON.parse(reply.text));
    expect(events).toEqual([
      { source: 'rydo', id: 'r-1', eventId: expect.stringMatching(/^evt_[0-9a-z]{20}$/) },
    ]);
    expect(await door.storage.backlog()).toMatchObject([{ partner: 'rydo', waiting: 1 }]);
  });

  it('sent a hundred times at once is kept once and answered the same every time', async () => {
    const event = ride();
    const replies = await Promise.all(Array.from({ length: 100 }, () => send(event)));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(202);
    expect(await door.kept()).toBe(1);
  });

  it('is answered the same a month later, in another order of its keys, by key instead of signature', async () => {
    const event = ride();
    const first = await send(event);
    door.moveClock(30 * DAY_MS);
    const turned = Object.fromEntries(Object.entries(event).toReversed());
    const again = await byKey(turned, door.rydo.apiKey);
    expect(again.text).toBe(first.text);
    expect(await door.kept()).toBe(1);
  });

  it('may have the id of another partner’s event', async () => {
    await send(ride({ id: 'same' }));
    const other = await send(ride({ id: 'same', source: 'cardia' }), door.cardia);
    expect(other.status).toBe(202);
    expect(await door.kept()).toBe(2);
  });

  it('in a batch keeps its place among those of its customer', async () => {
    const batch = Array.from({ length: 1000 }, (_, index) => ride({ id: `b-${index}` }));
    const reply = await send(batch, door.rydo, BATCH);
    const { events } = EventsAccepted.parse(JSON.parse(reply.text));
    expect(events.map(({ id }) => id)).toEqual(batch.map(({ id }) => id));
    const order: string[] = [];
    const [shard] = await door.storage.backlog();
    if (shard === undefined) throw new Error('nothing waits');
    const { revision } = await door.storage.live();
    await door.storage.evaluate({
      shards: [shard.shard],
      limit: 2000,
      revision,
      // oxlint-disable-next-line require-yield
      *evaluateEvent({ event }) {
        order.push(event.id);
        return [];
      },
    });
    expect(order).toEqual(batch.map(({ id }) => id));
  });

  it('may hold everything that JSON allows and a partner may want to say', async () => {
    const data = {
      texts: ['', 'æøå', '😀', '\u2028', '"\\/\b\f\n\r\t', 'a'.repeat(10_000)],
      numbers: [0, -0, 1.5, -2.25e-7, 1e15, 9007199254740991, -9007199254740991, 0.1],
      others: [true, false, null, [], {}],
      amountMinor: 0,
      'a key/with~signs': { '': 1 },
    };
    expect((await send(ride({ data }))).status).toBe(202);
  });
});

describe('an id that was used for another event', () => {
  it('is refused with its place, and nothing of the request is kept', async () => {
    await send(ride({ id: 'used' }));
    const one = await send(ride({ id: 'used', data: { other: 1 } }));
    expect(one.status).toBe(409);
    expect(one.problem()).toMatchObject({ code: 'event-conflict', errors: [{ pointer: '/id' }] });
    const batch = await send(
      [ride(), ride({ id: 'used', data: { other: 1 } }), ride()],
      door.rydo,
      BATCH,
    );
    expect(batch.problem().errors?.map(({ pointer }) => pointer)).toEqual(['/1/id']);
    expect(await door.kept()).toBe(1);
  });

  it('is refused when both come in one batch', async () => {
    const batch = [ride({ id: 'twice', data: { a: 1 } }), ride({ id: 'twice', data: { a: 2 } })];
    expect((await send(batch, door.rydo, BATCH)).problem().code).toBe('event-conflict');
    expect(await door.kept()).toBe(0);
  });
});

describe('a credential', () => {
  it('that is rotated out works until its time is over, the new one at once', async () => {
    const fresh = { ...door.rydo, secret: makeSecret() };
    const sealed = door.seal.seal(fresh.secret);
    await door.storage.rotateSecret('rydo', sealed, door.nowMs(), door.nowMs() + DAY_MS);
    expect((await send(ride(), fresh)).status).toBe(202);
    expect((await send(ride())).status).toBe(202);
    door.moveClock(DAY_MS - 1000);
    expect((await send(ride())).status).toBe(202);
    door.moveClock(2000);
    expect((await send(ride())).problem().code).toBe('signature-wrong');
    expect((await send(ride(), fresh)).status).toBe(202);
  });

  it('that is revoked stops at once', async () => {
    expect((await byKey(ride(), door.rydo.apiKey)).status).toBe(202);
    await door.storage.revokeKey('rydo', 'key-rydo', door.nowMs());
    expect((await byKey(ride(), door.rydo.apiKey)).problem().code).toBe('key-wrong');
  });

  it('of two that sign one request is enough', async () => {
    const body = JSON.stringify(ride());
    const mine = door.signed(door.rydo, body);
    const other = door.signed(door.cardia, body);
    const both = `${other['webhook-signature']} ${mine['webhook-signature']}`;
    const reply = await door.post(body, {
      'content-type': STRUCTURED,
      ...mine,
      'webhook-signature': both,
    });
    expect(reply.status).toBe(202);
  });
});

describe('the client', () => {
  it('sends more events than one batch holds, in order, by key', async () => {
    const events = Array.from({ length: 2300 }, (_, index) => ({
      id: `c-${index}`,
      type: 'ride.completed',
      subject: `rider-${index % 7}`,
    }));
    const { apiKey } = door.rydo;
    const receipts = await sendEvents({ url: door.url, source: 'rydo', apiKey, events });
    expect(receipts.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(await door.kept()).toBe(2300);
  });

  it('says what the server said', async () => {
    const events = [{ id: '1', type: 'not a type', subject: 'x' }];
    const sent = sendEvents({ url: door.url, source: 'rydo', apiKey: door.rydo.apiKey, events });
    await expect(sent).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('/0/type'),
    });
  });
});
