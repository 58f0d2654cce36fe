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
  const redis = await startRedis();
  const postgres =
    kind === 'one api and two workers on Redis and PostgreSQL' ? await startPostgres() : null;
  const store = postgres === null ? {} : { DATABASE_URL: await postgres.database() };
  const dataDir = await makeDataDir();
  const start = (ROLE: string) =>
    startServer({ dataDir, env: { ...QUIET, ...store, ROLE, REDIS_URL: redis.url } });
  const api = await start('api');
  const workers = [await start('worker'), await start('worker')];
  return {
    api,
    async stop() {
      for (const server of [api, ...workers]) await server.stop();
      await redis.stop();
      await postgres?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
