/** A partner's own webhook endpoint, as a real HTTP server: it checks each signature and keeps what came. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verifyWebhook } from '@recipro/client';
import { Event } from '@recipro/schema';

export type Receiver = {
  /** Where one partner's deliveries go. */
  urlFor(partner: string): string;
  /** Each partner's secret must be known before its first delivery. */
  trust(partner: string, secret: string): void;
  /** What came with a right signature, in order; a delivery that came twice is there once. */
  received(): readonly { readonly partner: string; readonly event: Event }[];
  /** What came without one. */
  refused(): readonly string[];
  close(): Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const secrets = new Map<string, string>();
  const received = new Map<string, { partner: string; event: Event }>();
  const refused: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const partner = (request.url ?? '').slice(1);
      const header = (name: string) => String(request.headers[name] ?? '');
      const verified = verifyWebhook({
        secrets: [secrets.get(partner) ?? ''],
        headers: {
          id: header('webhook-id'),
          timestamp: header('webhook-timestamp'),
          signature: header('webhook-signature'),
        },
        body,
        nowMs: Date.now(),
      });
      if (verified === 'valid')
        received.set(header('webhook-id'), {
          partner,
          event: Event.parse(JSON.parse(body.toString('utf8'))),
        });
      else refused.push(`${partner}: ${verified}`);
      response.writeHead(verified === 'valid' ? 204 : 401).end();
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    urlFor: (partner) => `http://127.0.0.1:${port}/${partner}`,
    trust: (partner, secret) => void secrets.set(partner, secret),
    received: () => [...received.values()],
    refused: () => refused,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
