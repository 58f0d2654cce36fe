/** The one way out reaches nothing inside the network, however an address is written, and hears no answer for ever. */
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from '@recipro/server/egress.ts';
import type { Egress } from '@recipro/server/egress.ts';
import { INSIDE_HOSTS, INSIDE_NAMES, OTHER_URLS } from './inside-addresses.ts';

let canary: Server;
let port: number;
let touched = 0;
let egress: Egress;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  canary = createServer((socket) => {
    touched += 1;
    socket.on('error', () => {}).end('HTTP/1.1 204 No Content\r\n\r\n');
  }).listen(0, '::');
  await once(canary, 'listening');
  port = (canary.address() as AddressInfo).port;
});
afterAll(() => void canary.close());
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function open(options: Partial<Parameters<typeof createEgress>[0]> = {}): Egress {
  const opened = createEgress({ allowLocal: false, timeoutMs: 3_000, ...options });
  closers.push(() => opened.close());
  return opened;
}

function send(url: string, through: Egress = egress) {
  return through.send({ url, method: 'POST', headers: {}, body: '{}' });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createHttp(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('an address inside the network', () => {
  it('has at least sixty spellings here', () => {
    expect(new Set([...INSIDE_HOSTS, ...OTHER_URLS]).size).toBeGreaterThanOrEqual(60);
  });

  it.each(INSIDE_HOSTS)('is not called as https://%s', async (host) => {
    touched = 0;
    egress = open({ ports: new Set([String(port)]) });
    await expect(send(`https://${host}:${port}/`)).rejects.toThrow();
    expect(touched).toBe(0);
  });

  it.each(INSIDE_NAMES)(
    'is not called where a name resolves to $addresses',
    async ({ addresses }) => {
      touched = 0;
      egress = open({ ports: new Set([String(port)]), resolve: async () => addresses });
      await expect(send(`https://partner.example:${port}/`)).rejects.toMatchObject({
        code: 'egress-refused',
      });
      expect(touched).toBe(0);
    },
  );

  it.each(OTHER_URLS)('is not called as %s', async (url) => {
    touched = 0;
    egress = open();
    await expect(send(url.replace('PORT', String(port)))).rejects.toMatchObject({
      code: 'egress-refused',
    });
    expect(touched).toBe(0);
  });

  it('is reached by the same spellings where the setting allows it, so they would have arrived', async () => {
    touched = 0;
    egress = open({ allowLocal: true });
    const spellings = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::1]',
      'localhost',
      '0.0.0.0',
    ];
    for (const host of spellings) await send(`http://${host}:${port}/`);
    expect(touched).toBe(spellings.length);
  });

  it('is not reached by a redirect, which is an answer like any other', async () => {
    touched = 0;
    const url = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end(),
    );
    expect((await send(url, open({ allowLocal: true }))).status).toBe(302);
    expect(touched).toBe(0);
  });

  it('is not reached through a proxy that the environment names', async () => {
    touched = 0;
    const url = await serve((_request, response) => response.writeHead(204).end());
    const proxy = `http://127.0.0.1:${port}`;
    Object.assign(process.env, { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy });
    try {
      expect((await send(url, open({ allowLocal: true }))).status).toBe(204);
    } finally {
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy']) delete process.env[name];
    }
    expect(touched).toBe(0);
  });
});

describe('an answer', () => {
  it('is read up to 64 KB', async () => {
    const url = await serve((_request, response) => {
      const piece = Buffer.alloc(1024 * 1024, 0x61);
      const more = () => {
        while (response.write(piece)) if (response.destroyed) return;
      };
      response.on('drain', more).on('error', () => {});
      more();
    });
    const answer = await send(url, open({ allowLocal: true }));
    expect(answer.body).toHaveLength(64 * 1024);
  });

  it.each<[string, RequestListener]>([
    ['never comes', () => {}],
    ['never ends', (_request, response) => void response.writeHead(200).write('a')],
  ])('that %s is given up in time', async (_what, listener) => {
    const url = await serve(listener);
    await expect(send(url, open({ allowLocal: true, timeoutMs: 150 }))).rejects.toThrow();
  });

  it('tells when to come back', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': '7' }).end('later'),
    );
    expect(await send(url, open({ allowLocal: true }))).toEqual({
      status: 429,
      retryAfter: '7',
      body: 'later',
    });
  });
});
