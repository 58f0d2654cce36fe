/** Senders that come slowly, stop in the middle or ask for more memory than there is. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BODY_TIMEOUT_MS, createRoom } from '@recipro/server/intake/body.ts';
import { until } from '../patience.ts';
import { openDoor, ride, STRUCTURED } from './door.ts';
import type { Door } from './door.ts';

let door: Door;
beforeEach(async () => {
  door = await openDoor({ bodyTimeoutMs: 100 });
});
afterEach(() => door.close());

function call(length: number, start: string) {
  const { hostname, port } = new URL(door.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    [
      'POST /v1/events HTTP/1.1',
      'host: door',
      `content-type: ${STRUCTURED}`,
      `authorization: Bearer ${door.rydo.apiKey}`,
      `content-length: ${length}`,
      '',
      start,
    ].join('\r\n'),
  );
  return socket;
}

async function expectOpen(): Promise<void> {
  const body = JSON.stringify(ride());
  const headers = { 'content-type': STRUCTURED, ...door.signed(door.rydo, body) };
  expect((await door.post(body, headers)).status).toBe(202);
}

describe('a sender', () => {
  it('who does not finish is told so, and the connection is closed', async () => {
    const socket = call(100, '{"specversion"');
    const answer = (await buffer(socket)).toString();
    expect(answer).toContain('HTTP/1.1 408');
    expect(answer).toContain('"code":"too-slow"');
    expect(answer).toContain('retry-after: 1');
    await expectOpen();
    expect(BODY_TIMEOUT_MS).toBeLessThanOrEqual(10_000);
  });

  it('who goes away in the middle leaves nothing behind', async () => {
    const socket = call(100, '{"specversion"');
    await once(socket, 'connect');
    socket.destroy();
    await expectOpen();
    expect(await door.kept()).toBe(1);
    expect(door.faults).toEqual([]);
  });

  it('who announces too much is told before it is sent', async () => {
    const socket = call(5_000_000, '{');
    const [first] = await once(socket, 'data');
    expect(String(first)).toContain('HTTP/1.1 413');
    socket.destroy();
    await expectOpen();
  });

  it('who sends far more than was refused is cut off', async () => {
    const socket = call(64_000_000, '');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const piece = Buffer.alloc(1024 * 1024, 0x20);
    let sent = 0;
    const go = () => {
      while (!socket.destroyed && sent < 64 && socket.write(piece)) sent += 1;
    };
    socket.on('drain', () => {
      sent += 1;
      go();
    });
    go();
    await closed;
    expect(sent).toBeLessThan(64);
    await expectOpen();
  });

  it('by the hundred holds up nobody', async () => {
    const sockets = Array.from({ length: 200 }, () => call(1000, '{'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    await expectOpen();
    for (const socket of sockets) socket.resume();
    await until('all are closed', () => sockets.every(({ closed }) => closed));
  });
});

describe('the room for bodies', () => {
  it('is never more than it is', () => {
    const room = createRoom(100);
    expect(room.take(60)).toBe(true);
    expect(room.take(41)).toBe(false);
    expect(room.take(40)).toBe(true);
    room.give(60);
    expect(room.take(60)).toBe(true);
    expect(room.take(1)).toBe(false);
  });
});
