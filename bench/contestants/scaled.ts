/** Our server over several processes: one api and some workers with Redis between them, on SQLite or on PostgreSQL; or one process on PostgreSQL. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '../../test/postgres.ts';
import type { PostgresServer } from '../../test/postgres.ts';
import { startRedis } from '../../test/redis.ts';
import { viewPostgres } from '../audit/postgres.ts';
import { viewSqlite } from '../audit/sqlite.ts';
import { verifyFaults } from '../audit/verify.ts';
import type { Deployment } from '../deployment.ts';
import type { Track } from '../track.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { copyOf, prepareStore, startProcess } from './recipro.ts';
import type { Prepared } from './recipro.ts';

/** A PostgreSQL server with a database that is prepared and copied for each lap. */
export type PreparedPostgres = Prepared & {
  readonly server: PostgresServer;
  readonly template: string;
};

/** As PostgreSQL would be set up for this work; it keeps its promise to be on disk. */
const POSTGRES = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '15min' };

export async function preparePostgres(track: Track): Promise<PreparedPostgres> {
  const { started: server } = await track.started(startPostgres(POSTGRES), (running) =>
    running.stop(),
  );
  const template = await server.database();
  const prepared = await prepareStore(track, [rideWorkflow()], { DATABASE_URL: template });
  return { ...prepared, server, template };
}

/** One process on a copy of the database, with the embedded queue. */
export async function startOnPostgres(
  track: Track,
  prepared: PreparedPostgres,
): Promise<Deployment> {
  const dataDir = await copyOf(track, prepared);
  const url = await prepared.server.database(prepared.template);
  const { port, pid, stop } = await startProcess(track, dataDir, { DATABASE_URL: url });
  const view = await viewPostgres(url);
  return {
    port,
    pids: { server: pid, postgres: pidOf(prepared.server) },
    dataDir,
    view,
    verify: () => verifyFaults(dataDir, { DATABASE_URL: url }),
    async stop() {
      await view.close();
      await stop();
      await track.discard(dataDir);
    },
  };
}

export async function startScaled(
  track: Track,
  prepared: Prepared | PreparedPostgres,
  workers: number,
): Promise<Deployment> {
  const dataDir = await copyOf(track, prepared);
  const { started: redis, stop: stopRedis } = await track.started(startRedis(), (running) =>
    running.stop(),
  );
  const database: Readonly<Record<string, string>> =
    'server' in prepared ? { DATABASE_URL: await prepared.server.database(prepared.template) } : {};
  const env = { ...database, REDIS_URL: redis.url };
  const api = await startProcess(track, dataDir, { ...env, ROLE: 'api' });
  const hired: Awaited<ReturnType<typeof startProcess>>[] = [];
  for (let place = 0; place < workers; place += 1)
    hired.push(await startProcess(track, dataDir, { ...env, ROLE: 'worker' }));
  const url = database['DATABASE_URL'];
  const view = url === undefined ? viewSqlite(dataDir) : await viewPostgres(url);
  const workerPids = hired.map(({ pid }, place) => [`worker${place + 1}`, pid] as const);
  return {
    port: api.port,
    pids: {
      api: api.pid,
      redis: redis.pid(),
      ...Object.fromEntries(workerPids),
      ...('server' in prepared ? { postgres: pidOf(prepared.server) } : {}),
    },
    dataDir,
    view,
    verify: () => verifyFaults(dataDir, database),
    async stop() {
      await view.close();
      for (const { stop } of [...hired, api]) await stop();
      await stopRedis();
      await track.discard(dataDir);
    },
  };
}

/** The first line of the file that it keeps while it runs. */
function pidOf({ data }: PostgresServer): number {
  return Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
}
