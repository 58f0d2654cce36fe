/** Plain node:http that reads the body, checks the signature, parses the JSON, answers 202 and keeps nothing: how fast the door could be. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { verifyWebhook, webhookKey } from '@recipro/client';
import { answerFor } from './answer.ts';

const secrets = [webhookKey(process.argv[2] ?? '')];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (!signed(request, body)) {
      response.writeHead(401).end();
      return;
    }
    const event: unknown = JSON.parse(body.toString('utf8'));
    const text = JSON.stringify(answerFor(event));
    response
      .writeHead(202, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      .end(text);
  });
});

function signed(request: IncomingMessage, body: Buffer): boolean {
  const header = (name: string) => String(request.headers[name]);
  const headers = {
    id: header('webhook-id'),
    timestamp: header('webhook-timestamp'),
    signature: header('webhook-signature'),
  };
  return verifyWebhook({ secrets, headers, body, nowMs: Date.now() }) === 'valid';
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify(server.address())}\n`);
});
process.on('SIGTERM', () => process.exit(0));
