/** Express with express.json as most people write it: checks the signature over the raw body, answers 202 and keeps nothing. */
import { createServer } from 'node:http';
import { verifyWebhook, webhookKey } from '@recipro/client';
import express from 'express';
import { answerFor } from './answer.ts';

const secrets = [webhookKey(process.argv[2] ?? '')];
const bodies = new WeakMap<object, Buffer>();

const app = express();
app.use(express.json({ verify: (request, _response, body) => void bodies.set(request, body) }));
app.post('/v1/events', (request, response) => {
  const headers = {
    id: request.get('webhook-id'),
    timestamp: request.get('webhook-timestamp'),
    signature: request.get('webhook-signature'),
  };
  const body = bodies.get(request) ?? Buffer.alloc(0);
  if (verifyWebhook({ secrets, headers, body, nowMs: Date.now() }) !== 'valid') {
    response.status(401).end();
    return;
  }
  response.status(202).json(answerFor(request.body));
});

const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify(server.address())}\n`);
});
process.on('SIGTERM', () => process.exit(0));
