/** The usual door: Express checks the signature, keeps the event in a transaction of its own, adds one BullMQ job, answers 202. */
import { createServer } from 'node:http';
import { verifyWebhook } from '@recipro/client';
import { Queue } from 'bullmq';
import express from 'express';
import { z } from 'zod';
import { openStore } from './store.ts';

const [, , file = '', redisPort = '', secret = ''] = process.argv;
const Ride = z.looseObject({ id: z.string(), subject: z.string() });

const db = openStore(file);
const keep = db.prepare('INSERT OR IGNORE INTO events (id, customer, body) VALUES (?, ?, ?)');
const queue = new Queue('rides', {
  connection: { host: '127.0.0.1', port: Number(redisPort) },
  defaultJobOptions: { attempts: 5, removeOnComplete: true },
});
const bodies = new WeakMap<object, Buffer>();

const app = express();
app.use(express.json({ verify: (request, _response, body) => void bodies.set(request, body) }));
app.post('/v1/events', async (request, response) => {
  const headers = {
    id: request.get('webhook-id'),
    timestamp: request.get('webhook-timestamp'),
    signature: request.get('webhook-signature'),
  };
  const body = bodies.get(request) ?? Buffer.alloc(0);
  const verified = verifyWebhook({ secrets: [secret], headers, body, nowMs: Date.now() });
  if (verified !== 'valid') {
    response.status(401).end();
    return;
  }
  const ride = Ride.parse(request.body);
  keep.run(ride.id, ride.subject, body.toString('utf8'));
  await queue.add('ride', { event: ride }, { jobId: ride.id });
  response.status(202).json({ id: ride.id });
});

const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify(server.address())}\n`);
});
process.on('SIGTERM', () => process.exit(0));
