/**
 * A real PostgreSQL server of its own for a test: on a free port, fsync on, in a folder that goes with it.
 * As root it runs as the user `postgres` or, without one, as `nobody`: PostgreSQL refuses to run as root.
 * It can be taken down at once without a word to its clients, as by a crash, and started again in the same folder.
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

type Settings = Readonly<Record<string, string>>;

export type PostgresServer = {
  /** Where all of it lies. */
  readonly data: string;
  /** A new database: empty, or a copy of one that nobody is connected to. It goes with the server. */
  database(template?: string): Promise<string>;
  /** The address of a database that is there; the user `guest` is asked for a password, anybody else is not. */
  address(name: string, user?: string): string;
  /** SQL in the database `postgres`. */
  sql(text: string): Promise<void>;
  /** SIGQUIT, as `pg_ctl stop -m immediate`: no checkpoint, no farewell. */
  down(): Promise<void>;
  /** Starts it again, where it recovers from its log; with other settings, or as a replica that nobody writes to. */
  up(change?: { readonly settings?: Settings; readonly replica?: boolean }): Promise<void>;
  /** Down and up. */
  restart(): Promise<void>;
  /** A key and a certificate for 127.0.0.1 that it signed itself, and the settings to use them. */
  certificate(): Promise<{ readonly file: string; readonly settings: Settings }>;
  stop(): Promise<void>;
};

type User = { readonly uid: number; readonly gid: number };

/** Everybody is let in but the user `guest`, who is asked for a password. */
const HBA = 'host all guest all scram-sha-256\nhost all all all trust\n';

export async function startPostgres(settings: Settings = {}): Promise<PostgresServer> {
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
  await writeFile(path.join(data, 'pg_hba.conf'), HBA);
  const launch = (port: number, own: Settings) =>
    start(path.join(bin, 'postgres'), data, port, own, as);
  let { child, port } = await onFreePort((free) => launch(free, settings));
  const down = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGQUIT');
    await exited;
  };
  const up: PostgresServer['up'] = async ({ settings: own = {}, replica = false } = {}) => {
    const signal = path.join(data, 'standby.signal');
    await (replica ? writeFile(signal, '') : rm(signal, { force: true }));
    child = await launch(port, { ...settings, ...own });
  };
  const address = (name: string, who = 'recipro') => `postgres://${who}@127.0.0.1:${port}/${name}`;
  const sql = async (text: string) =>
    void (await run('psql', [
      `--dbname=${address('postgres')}`,
      '--set=ON_ERROR_STOP=1',
      '--quiet',
      `--command=${text}`,
    ]));
  let databases = 0;
  return {
    data,
    address,
    sql,
    async database(template) {
      databases += 1;
      const name = `store_${databases}`;
      const copied =
        template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`;
      await sql(`CREATE DATABASE ${name}${copied}`);
      return address(name);
    },
    down,
    up,
    async restart() {
      await down();
      await up();
    },
    async certificate() {
      const [key, file] = [path.join(folder, 'server.key'), path.join(folder, 'server.crt')];
      await run(
        'openssl',
        `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout ${key} -out ${file}`.split(
          ' ',
        ),
        as,
      );
      return { file, settings: { ssl: 'on', ssl_key_file: key, ssl_cert_file: file } };
    },
    async stop() {
      await down();
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
  settings: Settings,
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
    if (/ready to accept (read-only )?connections/.test(written)) resolve();
  });
  child.once('error', (error) => fail(`did not start (${error.message})`));
  child.once('exit', (code) => fail(`ended with ${code}`));
  return promise.finally(() => clearTimeout(timer));
}
