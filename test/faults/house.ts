/**
 * An installation whose processes can be killed, frozen and replaced at any moment, and the servers they stand on.
 * A process that is replaced starts in the same data folder with the same settings, as a supervisor would do it.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { rm } from 'node:fs/promises';
import { Redis as RedisClient } from 'ioredis';
import { until } from '../patience.ts';
import { startPostgres } from '../postgres.ts';
import type { PostgresServer } from '../postgres.ts';
import { makeDataDir, startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import { startRedis } from '../redis.ts';
import type { Redis } from '../redis.ts';
import type { Session } from '../session.ts';
import type { Where } from './books.ts';

type Role = 'all' | 'api' | 'worker';
export type Plan = {
  readonly store: 'sqlite' | 'postgres';
  /** The first answers HTTP. Without a worker there is no Redis. */
  readonly roles: readonly Role[];
  /** Flags of Node for those that are started first. */
  readonly flags?: readonly string[];
  /** A server to make a database on; one of its own when left out. */
  readonly postgres?: PostgresServer | null;
};

export type House = {
  readonly where: Where;
  /** Null where it stands on none. */
  readonly redis: Redis | null;
  readonly postgres: PostgresServer | null;
  /** Where the door is. */
  url(): string;
  signIn(): Promise<Session>;
  process(place: number): ServerProcess;
  /** SIGKILL for one process, and another in its place. Resolves when that is ready. */
  replace(place: number, flags?: readonly string[]): Promise<void>;
  /** One more process like the first. */
  join(flags: readonly string[]): Promise<void>;
  flushRedis(): Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startHouse(plan: Plan): Promise<House> {
  const { store, roles, flags = [] } = plan;
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const dataDir = await makeDataDir();
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    const redis = roles.includes('worker') ? await startRedis() : null;
    if (redis !== null) ends.push(() => redis.stop());
    const own = store === 'postgres' && plan.postgres == null ? await startPostgres() : null;
    if (own !== null) ends.push(() => own.stop());
    const postgres = store === 'postgres' ? (plan.postgres ?? own) : null;
    const databaseUrl = (await postgres?.database()) ?? null;
    const env = {
      LOG_LEVEL: 'silent',
      ...(redis === null ? {} : { REDIS_URL: redis.url }),
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    };
    const running: ServerProcess[] = [];
    // A frozen process hears nothing but this.
    ends.push(() => Promise.all(running.map((server) => server.kill())));
    const start = async (place: number, nodeFlags: readonly string[]) => {
      const options = {
        dataDir,
        env: { ...env, ROLE: roles[place] ?? roles[0] ?? 'all' },
        nodeFlags,
      };
      running[place] = await startServer(options);
    };
    // The first makes the schema; the others then come up side by side.
    await start(0, flags);
    const others = [...roles.keys()].slice(1).map((place) => start(place, flags));
    await Promise.allSettled(others);
    await Promise.all(others);
    const at = (place: number) => {
      const found = running[place];
      if (found === undefined) throw new RangeError(`There is no process ${place}`);
      return found;
    };
    return {
      where:
        databaseUrl === null ? { file: path.join(dataDir, 'recipro.db') } : { url: databaseUrl },
      redis,
      postgres,
      url: () => at(0).url,
      signIn: () => at(0).signIn(),
      process: at,
      async replace(place, nodeFlags = []) {
        await at(place).kill();
        await start(place, nodeFlags);
      },
      join: (nodeFlags) => start(running.length, nodeFlags),
      async flushRedis() {
        if (redis === null) throw new Error('This installation has no Redis');
        const client = new RedisClient(redis.url);
        await client.flushall();
        client.disconnect();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Stops a process where it stands, with whatever it holds. */
export function freeze({ pid }: ServerProcess): void {
  process.kill(pid, 'SIGSTOP');
}

export function thaw({ pid }: ServerProcess): void {
  process.kill(pid, 'SIGCONT');
}

/** Waits until a process has stopped itself. */
export async function untilFrozen({ pid }: ServerProcess): Promise<void> {
  await until('the process stands still', async () => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
    return stdout.startsWith('T');
  });
}
