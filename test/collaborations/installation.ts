/**
 * A whole installation as one starts it: a single process with nothing else, or one api and two workers that share a Redis
 * and keep everything in SQLite or in PostgreSQL.
 * The figures in the books must not depend on which of them it is.
 */
import { makeDataDir, startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import { startPostgres } from '../postgres.ts';
import { startRedis } from '../redis.ts';
import { rm } from 'node:fs/promises';

export const INSTALLATIONS = [
  'one process',
  'one api and two workers on Redis',
  'one api and two workers on Redis and PostgreSQL',
] as const;
export type InstallationKind = (typeof INSTALLATIONS)[number];

export type Installation = {
  /** The process that answers HTTP. */
  readonly api: ServerProcess;
  stop(): Promise<void>;
};

const QUIET = { ALLOW_LOCAL_DELIVERIES: 'true', LOG_LEVEL: 'warn' };

export async function startInstallation(kind: InstallationKind): Promise<Installation> {
  if (kind === 'one process') {
    const api = await startServer({ env: QUIET });
    return { api, stop: async () => void (await api.stop()) };
  }
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  try {
    const dataDir = await makeDataDir();
    ends.push(() => rm(dataDir, { recursive: true, force: true }));
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const env: Record<string, string> = { ...QUIET, REDIS_URL: redis.url };
    if (kind === 'one api and two workers on Redis and PostgreSQL') {
      const postgres = await startPostgres();
      ends.push(() => postgres.stop());
      env['DATABASE_URL'] = await postgres.database();
    }
    const start = async (ROLE: string) => {
      const server = await startServer({ dataDir, env: { ...env, ROLE } });
      ends.push(() => server.stop());
      return server;
    };
    const api = await start('api');
    await start('worker');
    await start('worker');
    return { api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
