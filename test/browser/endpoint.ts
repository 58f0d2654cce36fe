/** A partner's endpoint as its own developer would write it: a plain HTTP server that checks messages with the `standardwebhooks` package. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { Event } from '@recipro/schema';

export type Endpoint = {
  readonly url: string;
  /** From now on messages must carry this secret's signature. */
  trust(secret: string): void;
  /** What came and was verified, in order. */
  readonly verified: Event[];
  readonly refused: string[];
  close(): Promise<void>;
};

export async function startEndpoint(): Promise<Endpoint> {
  let webhook: Webhook | null = null;
  const verified: Event[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      try {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        verified.push(Event.parse(webhook?.verify(body, headers)));
        response.writeHead(204).end();
      } catch (error) {
        refused.push(String(error));
        response.writeHead(401).end();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    trust: (secret) => {
      webhook = new Webhook(secret);
    },
    verified,
    refused,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
