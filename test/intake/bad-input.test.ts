/** Whatever comes in, it is refused in words, leaves nothing behind and hurts nobody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAD_EVENTS, BAD_TEXTS } from './bad-events.ts';
import type { BadInput } from './bad-kind.ts';
import { BAD_REQUESTS, BAD_SENDERS } from './bad-requests.ts';
import { openDoor, ride, STRUCTURED } from './door.ts';
import type { Door, Reply } from './door.ts';

const BAD_INPUTS = [...BAD_REQUESTS, ...BAD_SENDERS, ...BAD_TEXTS, ...BAD_EVENTS];

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

async function give(input: BadInput): Promise<Reply> {
  const { body, type = STRUCTURED, method, headers, as = door.rydo } = input.send(door);
  const credentials = 'id' in as ? door.signed(as, body) : as.headers;
  // Without any, the text must be refused before anybody asks who sent it; so it carries a key.
  const key =
    Object.keys(credentials).length === 0 && input.code !== 'credentials-missing'
      ? { authorization: `Bearer ${door.rydo.apiKey}` }
      : {};
  return door.post(
    body,
    { ...(type === null ? {} : { 'content-type': type }), ...headers, ...credentials, ...key },
    method,
  );
}

async function expectStillOpen(): Promise<void> {
  const body = JSON.stringify(ride());
  const reply = await door.post(body, {
    'content-type': STRUCTURED,
    ...door.signed(door.rydo, body),
  });
  expect(reply.status).toBe(202);
}

describe('the door refuses', () => {
  it('at least sixty kinds of bad input', () => {
    expect(new Set(BAD_INPUTS.map(({ title }) => title)).size).toBeGreaterThanOrEqual(60);
  });

  it.each(BAD_INPUTS)('$title', async (input) => {
    const before = await door.kept();
    const reply = await give(input);
    expect({ status: reply.status, text: reply.text }).toMatchObject({ status: input.status });
    expect(reply.headers['content-type']).toBe('application/problem+json');
    const problem = reply.problem();
    expect(problem.code).toBe(input.code);
    expect(problem.status).toBe(input.status);
    expect(problem.detail).toMatch(/^.{10,600}[.]$/s);
    if (input.pointer !== undefined) expect(problem.errors?.[0]?.pointer).toBe(input.pointer);
    expect(reply.text).not.toMatch(/\.ts\b|node_modules|node:internal|\bat \w+ \(|Error:/);
    expect(await door.kept()).toBe(before);
    await expectStillOpen();
    expect(door.faults).toEqual([]);
  });

  it('an unknown partner and a wrong signature in the same words', async () => {
    const replies = await Promise.all(
      ['an unknown partner', 'an event of another partner, signed by oneself'].map((title) => {
        const input = BAD_INPUTS.find((each) => each.title === title);
        if (input === undefined) throw new Error(`no ${title}`);
        return give(input);
      }),
    );
    expect(replies[0]?.text).toBe(replies[1]?.text);
  });

  it('with the headers that say what is taken instead', async () => {
    expect((await door.post('', {}, 'GET')).headers['allow']).toBe('POST');
    expect((await door.post('x', { 'content-type': 'text/plain' })).headers['accept']).toContain(
      STRUCTURED,
    );
    const unknown = await door.post('{}', { 'content-type': STRUCTURED });
    expect(unknown.headers['www-authenticate']).toBe('Bearer');
  });
});
