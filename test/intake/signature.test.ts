/** Signatures: what the standardwebhooks package makes is taken, and nothing that differs from it in one bit. */
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signWebhook, verifyWebhook } from '@recipro/client';
import { openDoor, ride, STRUCTURED } from './door.ts';
import type { Door } from './door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const NOW_S = 1_772_359_200;
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const id = 'msg_1';
const body = JSON.stringify(ride());
const timestampS = NOW_S;
const whole = {
  id,
  timestamp: String(timestampS),
  signature: signWebhook({ secret, id, timestampS, body }),
};
const verify = (headers: typeof whole, bytes: string | Buffer = body) =>
  verifyWebhook({ secrets: [secret], headers, body: bytes, nowMs: NOW_S * 1000 });

/** Each text that differs from this one in a single bit. */
function* flipped(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const mutant = Buffer.from(bytes);
    mutant.writeUInt8(mutant.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    yield mutant;
  }
}

describe('a signature', () => {
  it('fits what was signed', () => {
    expect(verify(whole)).toBe('valid');
  });

  it('fits nothing that differs in one bit of body, id, timestamp or signature', () => {
    let mutants = 0;
    const taken: string[] = [];
    const tryOne = (what: string, verified: string) => {
      mutants += 1;
      if (verified === 'valid') taken.push(what);
    };
    for (const bytes of flipped(body)) tryOne(`body ${bytes.toString()}`, verify(whole, bytes));
    for (const part of ['id', 'timestamp', 'signature'] as const)
      for (const bytes of flipped(whole[part])) {
        const text = bytes.toString('latin1');
        tryOne(`${part} ${text}`, verify({ ...whole, [part]: text }));
      }
    expect(taken).toEqual([]);
    expect(mutants).toBeGreaterThan(2000);
  });

  it('of other bytes that read as the same text does not fit', () => {
    const broken = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const signature = signWebhook({ secret, id, timestampS, body: broken.toString('utf8') });
    expect(verify({ ...whole, signature }, broken)).toBe('wrong');
  });

  it('is taken exactly where the standardwebhooks package takes it', () => {
    vi.useFakeTimers({ now: NOW_S * 1000 });
    const message = fc.record({
      key: fc.uint8Array({ minLength: 24, maxLength: 64 }),
      other: fc.uint8Array({ minLength: 24, maxLength: 64 }),
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      ageS: fc.integer({ min: -400, max: 400 }),
      body: fc.json(),
      signedBody: fc.option(fc.json()),
      before: fc.constantFrom('', 'v1,bm90aGluZw== ', 'v2,abc ', 'v1 '),
      own: fc.boolean(),
    });
    let taken = 0;
    fc.assert(
      fc.property(message, (each) => {
        const text = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
        const signer = new Webhook(text(each.own ? each.key : each.other));
        const at = new Date((NOW_S - each.ageS) * 1000);
        const headers = {
          'webhook-id': each.id,
          'webhook-timestamp': String(NOW_S - each.ageS),
          'webhook-signature': each.before + signer.sign(each.id, at, each.signedBody ?? each.body),
        };
        let oracle = true;
        try {
          new Webhook(text(each.key)).verify(each.body, headers);
        } catch {
          oracle = false;
        }
        const ours = verifyWebhook({
          secrets: [text(each.key)],
          headers: {
            id: headers['webhook-id'],
            timestamp: headers['webhook-timestamp'],
            signature: headers['webhook-signature'],
          },
          body: each.body,
          nowMs: NOW_S * 1000,
        });
        expect(ours === 'valid').toBe(oracle);
        if (oracle) taken += 1;
      }),
      { numRuns: 2000 },
    );
    vi.useRealTimers();
    // About 125 are to be expected; a few only would mean that the trial shows nothing.
    expect(taken).toBeGreaterThan(50);
  });
});

describe('the door', () => {
  it('takes what the standardwebhooks package signs', async () => {
    const at = new Date(door.nowMs());
    const reply = await door.post(body, {
      'content-type': STRUCTURED,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(door.nowMs() / 1000)),
      'webhook-signature': new Webhook(door.rydo.secret).sign(id, at, body),
    });
    expect(reply.status).toBe(202);
  });

  it('takes no body that differs in one bit from what was signed', async () => {
    const before = await door.kept();
    const headers = { 'content-type': STRUCTURED, ...door.signed(door.rydo, body) };
    const statuses = new Map<number, number>();
    for (const bytes of flipped(body)) {
      const { status } = await door.post(bytes, headers);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    // What is no longer JSON is refused as such before its signature is looked at.
    expect(new Set(statuses.keys())).toEqual(new Set([400, 401]));
    expect(statuses.get(401)).toBeGreaterThan(500);
    expect(await door.kept()).toBe(before);
  });

  it('takes no id, timestamp or signature that differs in one bit', async () => {
    const before = await door.kept();
    const right: Readonly<Record<string, string>> = {
      'content-type': STRUCTURED,
      ...door.signed(door.rydo, body),
    };
    const visible = /^[\x21-\x7e]+$/;
    let mutants = 0;
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const)
      for (const bytes of flipped(right[name] ?? '')) {
        const value = bytes.toString('latin1');
        // Others cannot be sent in a header at all.
        if (!visible.test(value)) continue;
        mutants += 1;
        const { status } = await door.post(body, { ...right, [name]: value });
        expect({ name, value, status }).toMatchObject({ status: 401 });
      }
    expect(mutants).toBeGreaterThan(300);
    expect(await door.kept()).toBe(before);
  });
});
