/** The partners' door over real HTTP and a real store, with two partners and a clock that the test moves. */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { signWebhook } from '@recipro/client';
import { Problem } from '@recipro/schema';
import { createIntake, DOOR, DOOR_TIMEOUTS } from '@recipro/server/intake.ts';
import { createReceive } from '@recipro/server/pipeline/1-receive.ts';
import { createSeal, makeApiKey, makeSecret } from '@recipro/server/seal.ts';
import type { Seal } from '@recipro/server/seal.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { makeDataDir } from '../process.ts';

export type Partner = { readonly id: string; readonly secret: string; readonly apiKey: string };
export type Headers = Readonly<Record<string, string | string[]>>;
export type Reply = {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Throws where the reply is no problem document. */
  problem(): Problem;
};

export type Door = {
  readonly url: string;
  readonly storage: Storage;
  readonly seal: Seal;
  readonly rydo: Partner;
  readonly cardia: Partner;
  /** What was reported as a fault of the server. */
  readonly faults: readonly unknown[];
  nowMs(): number;
  moveClock(byMs: number): void;
  post(body: string | Buffer, headers: Headers, method?: string): Promise<Reply>;
  /** Headers that sign this body for this partner now. */
  signed(partner: Partner, body: string | Buffer): Record<string, string>;
  /** Events in the store. */
  kept(): Promise<number>;
  close(): Promise<void>;
};

export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

export function ride(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: 'rydo',
    type: 'ride.completed',
    subject: 'rider-1',
    time: '2026-03-01T09:30:00Z',
    data: { fare: { amountMinor: 1850, currency: 'USD' }, km: 12.5 },
    ...change,
  };
}

export async function openDoor(
  options: { bodyTimeoutMs?: number; bounds?: { all: number; partner: number } } = {},
): Promise<Door> {
  const dataDir = await makeDataDir();
  let nowMs = Date.parse('2026-03-01T10:00:00Z');
  const storage = openSqlite({ dir: dataDir, nowMs: () => nowMs });
  const seal = createSeal(new Uint8Array(32).fill(5));
  const faults: unknown[] = [];
  const add = async (id: string): Promise<Partner> => {
    const secret = makeSecret();
    const { apiKey, prefix, hash } = makeApiKey();
    await storage.addPartner({
      id,
      name: id,
      currencies: [],
      sealedSecret: seal.seal(secret),
      key: { id: `key-${id}`, label: 'first', prefix, hash },
      nowMs,
    });
    return { id, secret, apiKey };
  };
  const rydo = await add('rydo');
  const cardia = await add('cardia');
  const intake = createIntake({
    bounds: { all: 100_000, partner: 50_000 },
    storage,
    seal,
    receive: createReceive({ storage, enqueue: { ring: () => {} }, nowMs: () => nowMs }),
    nowMs: () => nowMs,
    report: (message, error) => void faults.push({ message, error }),
    fatal: (error) => void faults.push(error),
    ...options,
  });
  const server = createServer(DOOR_TIMEOUTS, (req, res) => {
    if (!intake(req, res)) res.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${address.port}${DOOR}`;

  return {
    url,
    storage,
    seal,
    rydo,
    cardia,
    faults,
    nowMs: () => nowMs,
    moveClock: (byMs) => void (nowMs += byMs),
    async post(body, headers, method = 'POST') {
      const answer = await request(url, {
        method,
        headers,
        ...(method === 'GET' ? {} : { body }),
      });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        text,
        headers: answer.headers,
        problem: () => Problem.parse(JSON.parse(text)),
      };
    },
    signed(partner, body) {
      const id = createHash('sha256').update(body).digest('hex').slice(0, 20);
      const timestampS = Math.floor(nowMs / 1000);
      return {
        'webhook-id': id,
        'webhook-timestamp': String(timestampS),
        'webhook-signature': signWebhook({ secret: partner.secret, id, timestampS, body }),
      };
    },
    kept: async () => (await storage.pulse()).events,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
