/**
 * The app's HTTP door over a real store in a folder of its own, in this process, so that a test can move its clock.
 * Nothing is worked here: rings of the queue are only noted.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { builtInActions } from '@recipro/actions';
import type { Desk } from '@recipro/server/desk/desk.ts';
import { makeSignInLink } from '@recipro/server/desk/sign-in.ts';
import { readTemplates } from '@recipro/server/desk/templates.ts';
import { createApp } from '@recipro/server/http/app.ts';
import { createSeal } from '@recipro/server/seal.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { makeDataDir } from '../process.ts';
import { createSession, sessionWith } from '../session.ts';
import type { Session } from '../session.ts';

export type House = {
  readonly url: string;
  readonly dataDir: string;
  readonly desk: Desk;
  readonly rings: readonly number[];
  /** What was logged as a fault of the server. */
  readonly faults: readonly unknown[];
  readonly app: ReturnType<typeof createApp>;
  readonly stranger: Session;
  moveClock(byMs: number): void;
  link(): Promise<string>;
  signIn(): Promise<Session>;
  close(): Promise<void>;
};

export async function openHouse(
  options: { editorFolder?: string; baseUrl?: string } = {},
): Promise<House> {
  const dataDir = await makeDataDir();
  let nowMs = Date.now();
  const now = () => nowMs;
  const desk: Desk = {
    storage: openSqlite({ dir: dataDir, nowMs: now }),
    actions: builtInActions,
    templates: readTemplates(),
    seal: createSeal(new Uint8Array(32).fill(7)),
    now,
  };
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${address.port}`;
  const rings: number[] = [];
  const faults: unknown[] = [];
  const closing = new AbortController();
  const app = createApp({
    desk,
    queue: {
      ring: async (given) => void rings.push(...given),
      work: async () => {},
      healthy: async () => true,
      close: async () => {},
    },
    baseUrl: options.baseUrl ?? url,
    report: (message, error) => void faults.push({ message, error }),
    fatal: (error) => void faults.push(error),
    wakeDeliveries: () => {},
    decisions: () => ({ evaluator: 'closures', checked: 0, differences: 0 }),
    closing: closing.signal,
    ...(options.editorFolder === undefined ? {} : { editorFolder: options.editorFolder }),
  });
  server.on('request', app);
  const link = () => makeSignInLink(desk, url);

  return {
    url,
    dataDir,
    desk,
    rings,
    faults,
    app,
    stranger: sessionWith(url, ''),
    moveClock: (byMs) => void (nowMs += byMs),
    link,
    signIn: async () => createSession(url, await link()),
    async close() {
      closing.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await desk.storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
