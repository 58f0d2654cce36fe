/**
 * A worker as a process of its own: works what waits in the list of a rung shard, a little while each time, and notes in Redis
 * when it began and ended. `node worker-process.ts <redis url> [hold]`; with `hold` it begins and never ends.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';

const [url = '', holds] = process.argv.slice(2);
const notes = new Redis(url);
const queue = await openBullQueue({ url, report: () => {} });
const now = () => performance.timeOrigin + performance.now();

await queue.work(async (shards) => {
  for (const shard of shards) {
    const beganMs = now();
    if (holds !== undefined) {
      await notes.rpush('held', shard);
      await new Promise(() => {});
    }
    const seqs = (await notes.lrange(`waiting-${shard}`, 0, -1)).map(Number);
    await pause(3);
    const endedMs = now();
    const note = JSON.stringify({ pid: process.pid, shard, seqs, beganMs, endedMs });
    await notes.multi().rpush('notes', note).ltrim(`waiting-${shard}`, seqs.length, -1).exec();
  }
});
process.stdout.write('ready\n');
