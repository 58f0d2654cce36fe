/** The contract of the queue, over both of its kinds; the one over Redis with a real Redis. */
import { randomUUID } from 'node:crypto';
import { openBullQueue } from '@recipro/server/queue/bullmq.ts';
import { createEmbeddedQueue } from '@recipro/server/queue/embedded.ts';
import { startRedis } from '../redis.ts';
import { queueContract } from './contract.ts';

const report = () => {};

queueContract('embedded', async () => ({
  open: async ({ closeMs }) => createEmbeddedQueue({ report, retryDelayMs: 1, closeMs }),
  end: async () => {},
}));

queueContract('BullMQ', async () => {
  const redis = await startRedis();
  return {
    open: ({ closeMs }) =>
      openBullQueue({ url: redis.url, prefix: randomUUID(), report, retryDelayMs: 1, closeMs }),
    end: () => redis.stop(),
  };
});
