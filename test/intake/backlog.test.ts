/** Backpressure at the door: what is too much is refused before anything is kept, and taken again when there is room. */
import { afterEach, describe, expect, it } from 'vitest';
import { createBacklog } from '@recipro/server/intake/backlog.ts';
import { SHARDS } from '@recipro/server/queue/queue.ts';
import { BATCH, openDoor, ride, STRUCTURED } from './door.ts';
import type { Door, Partner } from './door.ts';

const BOUNDS = { all: 30, partner: 20 };
const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);
/** Longer than the door goes without looking at the store. */
const BEAT_MS = 300;

let door: Door;
afterEach(() => door.close());

async function send(partner: Partner, count: number) {
  const rides = Array.from({ length: count }, () => ride({ source: partner.id }));
  const body = JSON.stringify(rides);
  return door.post(body, { 'content-type': BATCH, ...door.signed(partner, body) });
}

async function evaluate(limit: number): Promise<void> {
  await door.storage.evaluate({
    shards: ALL_SHARDS,
    limit,
    revision: await door.storage.revision(),
    // oxlint-disable-next-line require-yield
    *evaluateEvent() {
      return [];
    },
  });
}

describe('a partner that has sent too much', () => {
  it('is refused with 429, told how much waits and when to come back, and nothing is kept', async () => {
    door = await openDoor({ bounds: BOUNDS });
    expect((await send(door.rydo, 20)).status).toBe(202);
    const reply = await send(door.rydo, 1);
    expect(reply.status).toBe(429);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(reply.problem()).toMatchObject({
      code: 'backlog-full-partner',
      detail: expect.stringMatching(/^20 events of rydo wait .* Send it again in \d+ seconds/),
      partner: 'rydo',
      waiting: 20,
      bound: 20,
      retryAfterS: Number(reply.headers['retry-after']),
    });
    expect(await door.kept()).toBe(20);
  });

  it('does not take the room of another', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    expect((await send(door.rydo, 1)).status).toBe(429);
    expect((await send(door.cardia, 5)).status).toBe(202);
  });

  it('is taken again as soon as its events are evaluated', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    await evaluate(15);
    door.moveClock(BEAT_MS);
    // This look is on its way while the request is answered; the next request sees it.
    await send(door.rydo, 1);
    expect((await send(door.rydo, 10)).status).toBe(202);
    expect((await send(door.rydo, 10)).status).toBe(429);
  });

  it('with a key is refused before its body is read', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    const headers = { 'content-type': STRUCTURED, authorization: `Bearer ${door.rydo.apiKey}` };
    expect((await door.post('this is no JSON', headers)).status).toBe(429);
  });
});

describe('a backlog of all that is too long', () => {
  it('refuses everybody who shows credentials, and nobody’s body is read', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    await send(door.cardia, 10);
    const reply = await send(door.cardia, 1);
    expect(reply.status).toBe(429);
    expect(reply.problem()).toMatchObject({ code: 'backlog-full', waiting: 30, bound: 30 });
    const unsigned = { 'webhook-id': '1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' };
    const blind = await door.post('no JSON', { 'content-type': STRUCTURED, ...unsigned });
    expect(blind.status).toBe(429);
    const stranger = await door.post('no JSON', { 'content-type': STRUCTURED });
    expect(stranger.status).toBe(401);
  });

  it('is not fooled by an hour of silence: the first request afterwards looks before it is answered', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    await send(door.cardia, 10);
    await evaluate(100);
    door.moveClock(3_600_000);
    expect((await send(door.rydo, 20)).status).toBe(202);
  });

  it('is not fooled by a clock that is set back', async () => {
    door = await openDoor({ bounds: BOUNDS });
    await send(door.rydo, 20);
    await evaluate(100);
    door.moveClock(-60_000);
    expect((await send(door.rydo, 20)).status).toBe(202);
  });
});

describe('two doors to one store', () => {
  it('see each other’s events within a beat, and look no more often than that', async () => {
    door = await openDoor({ bounds: BOUNDS });
    let looks = 0;
    let nowMs = 0;
    const storage = {
      backlog: () => {
        looks += 1;
        return door.storage.backlog();
      },
    };
    const report = () => {};
    const other = createBacklog({ storage, bounds: BOUNDS, nowMs: () => nowMs, report });
    await other.look();
    await send(door.rydo, 20);
    for (let request = 0; request < 50; request += 1) await other.look();
    expect(() => other.check('rydo', 1)).not.toThrow();
    nowMs += 1_000;
    await other.look();
    expect(() => other.check('rydo', 1)).toThrow(/^20 events of rydo wait/);
    expect(looks).toBe(2);
  });
});

describe('when to come back', () => {
  it('follows from how fast events were evaluated lately', async () => {
    door = await openDoor({ bounds: { all: 1_000, partner: 1_000 } });
    let nowMs = 0;
    const bounds = { all: 1_000, partner: 1_000 };
    const report = () => {};
    const { storage } = door;
    const backlog = createBacklog({ storage, bounds, nowMs: () => nowMs, report });
    await send(door.rydo, 1_000);
    await backlog.look();
    const asked = () => {
      try {
        backlog.check('rydo', 1_000);
      } catch (error) {
        return Number(/in (\d+) seconds/.exec(String(error))?.[1]);
      }
      return 0;
    };
    expect(asked(), 'nobody works').toBe(60);
    for (let second = 0; second < 8; second += 1) {
      nowMs += 1_000;
      await evaluate(10);
      await backlog.look();
    }
    // 20 more than nine tenths of the bound wait, and some ten are evaluated in a second.
    expect(asked()).toBeGreaterThanOrEqual(2);
    expect(asked()).toBeLessThanOrEqual(4);
  });
});
