/** Connections to Redis, and what must be true of a Redis that carries rings. */
import { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import type { Report } from '../errors.ts';

const COMMAND_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
const RECONNECT_MAX_MS = 2_000;
/** Longer than BullMQ ever blocks, which is ten seconds: a line on which nothing comes for so long leads nowhere. */
const SILENCE_MAX_MS = 15_000;
const VERSION_MIN = 6.2;

/** Comes back by itself, for as long as the process lives. A blocking connection waits for its commands without a limit. */
export function connectRedis(url: string, kind: 'ring' | 'work', report: Report): Redis {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), RECONNECT_MAX_MS),
    maxRetriesPerRequest: null,
    socketTimeout: SILENCE_MAX_MS,
    // After a failover this line may lead to a server that only reads; the address leads to the new one. 2: go there and say it again.
    reconnectOnError: (error) => (error.message.includes('READONLY') ? 2 : false),
    ...(kind === 'ring' ? { commandTimeout: COMMAND_TIMEOUT_MS } : {}),
  });
  redis.on('error', (error) => report('Redis cannot be reached', error));
  return redis;
}

/** `redis-wrong` where Redis may throw work away or is too old. Says nothing about a Redis that does not answer. */
export async function checkRedis(redis: Redis): Promise<void> {
  const info = await redis.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\s*$`, 'm').exec(info)?.[1] ?? '';
  const version = field('redis_version');
  if (Number.parseFloat(version) < VERSION_MIN)
    throw new AppError(
      'redis-wrong',
      `Redis ${version} is too old: version ${VERSION_MIN} or newer is needed.`,
    );
  const policy = field('maxmemory_policy');
  if (field('maxmemory') !== '0' && policy !== 'noeviction')
    throw new AppError(
      'redis-wrong',
      `Redis has maxmemory-policy ${policy}: when it is full it throws rings away. Set maxmemory-policy noeviction.`,
    );
}

export async function within<Value>(limitMs: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Nothing came back within ${limitMs / 1000} seconds`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
