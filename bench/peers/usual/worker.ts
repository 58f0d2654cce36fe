/** The usual worker: one BullMQ job an event, json-rules-engine for the conditions, one transaction for what follows. */
import { Worker } from 'bullmq';
import { Engine } from 'json-rules-engine';
import type { TopLevelCondition } from 'json-rules-engine';
import { z } from 'zod';
import { rideCondition } from '../../workload/workflow.ts';
import { openStore } from './store.ts';

const [, , file = '', redisPort = ''] = process.argv;
const CONCURRENCY = 50;
const Job = z.object({
  event: z.looseObject({
    id: z.string(),
    subject: z.string(),
    data: z.looseObject({ rideId: z.string(), fare: z.looseObject({ amountMinor: z.int() }) }),
  }),
});

const db = openStore(file);
const score = db.prepare<[string], number>('SELECT value FROM scores WHERE customer = ?').pluck();
const balance = db
  .prepare<[string], number>('SELECT amount FROM balances WHERE account = ?')
  .pluck();
const isDone = db.prepare<[string], number>('SELECT done FROM events WHERE id = ?').pluck();
const addRun = db.prepare('INSERT INTO runs (event, met) VALUES (?, ?)');
const raise = db.prepare(
  'INSERT INTO scores (customer, value) VALUES (?, 1) ON CONFLICT (customer) DO UPDATE SET value = value + 1',
);
const post = db.prepare('INSERT INTO postings (event, account, amount) VALUES (?, ?, ?)');
const move = db.prepare(
  'INSERT INTO balances (account, amount) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET amount = amount + excluded.amount',
);
const send = db.prepare('INSERT INTO outbox (event, body) VALUES (?, ?)');
const done = db.prepare('UPDATE events SET done = 1 WHERE id = ?');

/** The ten comparisons are the library's own JSON, read from text as most people keep it. */
const conditions: TopLevelCondition = JSON.parse(JSON.stringify(rideCondition({})));
/** An engine skips the rules of a run while another of its runs ends, so each run at a time has its own. */
const engines: Engine[] = [];
const newEngine = () => new Engine([{ conditions, event: { type: 'earn' } }]);

const commit = db.transaction((job: z.infer<typeof Job>, met: boolean) => {
  const { id, subject, data } = job.event;
  if (isDone.get(id) === 1) return;
  addRun.run(id, met ? 1 : 0);
  if (met) {
    const points = Math.floor(data.fare.amountMinor / 100) * 2;
    raise.run(subject);
    post.run(id, `customer:${subject}`, points);
    post.run(id, 'issued', -points);
    move.run(`customer:${subject}`, points);
    move.run('issued', -points);
    send.run(id, JSON.stringify({ type: 'points.earned', data: { rideId: data.rideId, points } }));
  }
  done.run(id);
});

const worker = new Worker(
  'rides',
  async ({ data }) => {
    const job = Job.parse(data);
    const { event } = job;
    const engine = engines.pop() ?? newEngine();
    const { events } = await engine.run({
      event,
      score: score.get(event.subject) ?? 0,
      balance: { availableMinor: balance.get(`customer:${event.subject}`) ?? 0 },
    });
    engines.push(engine);
    commit.immediate(job, events.length > 0);
  },
  { connection: { host: '127.0.0.1', port: Number(redisPort) }, concurrency: CONCURRENCY },
);
await worker.waitUntilReady();
process.stdout.write('ready {"port":0}\n');
process.on('SIGTERM', () => process.exit(0));
