/** The live stream: it tells when something happened, and ends with its session and with the server. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Session } from '../session.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Stream = { readonly next: () => Promise<string>; readonly rest: () => Promise<string> };

/** Reads the stream block by block, as a browser's EventSource does. */
async function listen(session: Session): Promise<Stream> {
  const response = await fetch(`${session.url}/api/live`, { headers: { cookie: session.cookie } });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('content-encoding')).toBeNull();
  const pieces = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<string> => {
    const end = text.indexOf('\n\n');
    if (end >= 0) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      return block;
    }
    const piece = await pieces?.read();
    if (piece === undefined || piece.done) return 'the end';
    text += piece.value;
    return next();
  };
  const rest = async (): Promise<string> => ((await next()) === 'the end' ? 'the end' : rest());
  return { next, rest };
}

async function happen(id: string): Promise<void> {
  const event = { specversion: '1.0' as const, id, source: 'rydo', type: 'ride', subject: 'r1' };
  const bodyHash = createHash('sha256').update(id).digest();
  await house.desk.storage.accept([[{ event, bodyHash }]], house.desk.now());
}

it('begins with how things are, and tells when something happened', async () => {
  await house.desk.storage.addPartner({
    id: 'rydo',
    name: 'Rydo',
    currencies: [],
    sealedSecret: 'x',
    key: { id: 'k', label: 'k', prefix: 'k', hash: 'k' },
    nowMs: house.desk.now(),
  });
  const stream = await listen(await house.signIn());
  expect(await stream.next()).toMatch(/event: pulse\ndata: \{.*"events":0/);
  await happen('e1');
  const told = async (): Promise<string> => {
    const block = await stream.next();
    return block.includes('"events":1') || block === 'the end' ? block : told();
  };
  expect(await told()).toMatch(/^event: pulse\ndata: \{.*"events":1/);
});

it('ends when its person signs out', async () => {
  const session = await house.signIn();
  const stream = await listen(session);
  await stream.next();
  await session.request('/api/session', { method: 'DELETE' });
  expect(await stream.rest()).toBe('the end');
});

it('ends when the server closes', async () => {
  const other = await openHouse();
  const stream = await listen(await other.signIn());
  await stream.next();
  const [rest] = await Promise.all([stream.rest(), other.close()]);
  expect(rest).toBe('the end');
});
