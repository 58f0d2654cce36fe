/** A worker as a process of its own: works every ring a little while and notes in Redis when it began and ended. `node worker-process.ts <redis url>` */
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';

const url = process.argv[2] ?? '';
const notes = new Redis(url);
const queue = await openBullQueue({ url, report: () => {} });
const now = () => performance.timeOrigin + performance.now();

await queue.work(async (rings) => {
  const beganMs = now();
  await pause(3);
  const endedMs = now();
  for (const { shard, seqs } of rings)
    await notes.rpush('notes', JSON.stringify({ pid: process.pid, shard, seqs, beganMs, endedMs }));
});
process.stdout.write('ready\n');
