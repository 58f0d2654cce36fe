/**
 * A real PostgreSQL server of its own for a test: on a free port, fsync on, in a folder that goes with it.
 * As root it runs as the user `postgres` or, without one, as `nobody`: PostgreSQL refuses to run as root.
 * `restart` ends it at once without a word to its clients, as a crash would, and starts it again in the same folder.
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

/** It starts in half a second; on a busy machine, or after a crash, in some more. */
const READY_MS = 60_000;
/** Another process may take the port between finding and using it. */
const ATTEMPTS = 5;
const FOLDER = '/usr/lib/postgresql';
const INSTALL =
  'PostgreSQL 15 or newer is not installed: on Debian, sudo apt-get install postgresql';

export type PostgresServer = {
  /** A new database: empty, or a copy of one that nobody is connected to. It goes with the server. */
  database(template?: string): Promise<string>;
  /** SIGQUIT, which is `pg_ctl restart -m immediate`: no checkpoint, no farewell; it recovers from its log. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

type User = { readonly uid: number; readonly gid: number };

export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const bin = await findBinaries();
  const user = await otherUser();
  const folder = await mkdtemp(path.join(tmpdir(), 'recipro-postgres-'));
  if (user !== null) await chown(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  const run = promisify(execFile);
  await run(
    path.join(bin, 'initdb'),
    [`--pgdata=${data}`, '--username=recipro', '--auth=trust', '--encoding=UTF8', '--locale=C'],
    { ...as, cwd: folder },
  );
  const launch = (port: number) => start(path.join(bin, 'postgres'), data, port, settings, as);
  let { child, port } = await onFreePort(launch);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const sql = (text: string) =>
    run('psql', [
      '--host=127.0.0.1',
      `--port=${port}`,
      '--username=recipro',
      '--dbname=postgres',
      '--set=ON_ERROR_STOP=1',
      '--quiet',
      `--command=${text}`,
    ]);
  let databases = 0;
  return {
    async database(template) {
      databases += 1;
      const name = `store_${databases}`;
      const copied =
        template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`;
      await sql(`CREATE DATABASE ${name}${copied}`);
      return `postgres://recipro@127.0.0.1:${port}/${name}`;
    },
    async restart() {
      await end('SIGQUIT');
      child = await launch(port);
    },
    async stop() {
      await end('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of the newest version's programs. */
async function findBinaries(): Promise<string> {
  const versions = await readdir(FOLDER).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a)).at(0);
  if (newest === undefined || Number(newest) < 15) throw new Error(INSTALL);
  return path.join(FOLDER, newest, 'bin');
}

/** Whom it runs as when we are root. */
async function otherUser(): Promise<User | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const id = (kind: string) => promisify(execFile)('id', [kind, name]);
    const found = await Promise.all([id('-u'), id('-g')]).catch(() => null);
    if (found === null) continue;
    const [uid, gid] = found.map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user postgres nor nobody',
  );
}

async function onFreePort(
  launch: (port: number) => Promise<ChildProcess>,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { child: await launch(port), port };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function start(
  program: string,
  data: string,
  port: number,
  settings: Readonly<Record<string, string>>,
  as: Partial<User>,
): Promise<ChildProcess> {
  await writeFile(path.join(data, 'postgresql.auto.conf'), '');
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    log_min_messages: 'log',
    ...settings,
  };
  const args = Object.entries(all).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(program, ['-D', data, ...args], {
    ...as,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(child);
  return child;
}

function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let written = '';
  const fail = (what: string) => {
    child.kill('SIGQUIT');
    reject(new Error(`postgres ${what}:\n${written}`));
  };
  const timer = setTimeout(() => fail(`was not ready in ${READY_MS} ms`), READY_MS);
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    written += piece;
    if (written.includes('ready to accept connections')) resolve();
  });
  child.once('error', (error) => fail(`did not start (${error.message})`));
  child.once('exit', (code) => fail(`ended with ${code}`));
  return promise.finally(() => clearTimeout(timer));
}
