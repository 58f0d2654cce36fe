/**
 * A real redis-server of its own for a test: on a free port, in memory only, in a folder that goes with it.
 * `kill` ends it as a power cut would and `start` brings an empty one back at the same address.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';

/** It starts in a tenth of a second; on a busy machine in a few. */
const READY_MS = 20_000;
/** Another process may take the port between finding and using it. */
const ATTEMPTS = 5;

export type Redis = {
  readonly url: string;
  readonly port: number;
  /** Of the process that answers now. */
  pid(): number;
  kill(): Promise<void>;
  /** After `kill`: a new server at the same address, empty unless the old one was told to save. Resolves when it takes commands. */
  start(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** It stands still and answers nothing, until it goes on. */
  hang(): void;
  goOn(): void;
  stop(): Promise<void>;
};

/** `more` are settings of redis.conf. */
export async function startRedis(more: Readonly<Record<string, string>> = {}): Promise<Redis> {
  const folder = await mkdtemp(path.join(tmpdir(), 'recipro-redis-'));
  let { child, port } = await launchOnFreePort(folder, more);
  const end = async (signal: NodeJS.Signals) => {
    child.kill('SIGCONT');
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => child.pid ?? 0,
    kill: () => end('SIGKILL'),
    async start(settings = more) {
      child = await launch(folder, port, settings);
    },
    hang: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async stop() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launchOnFreePort(
  folder: string,
  more: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { child: await launch(folder, port, more), port };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function launch(
  folder: string,
  port: number,
  more: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    'maxmemory-policy': 'noeviction',
    ...more,
  };
  const child = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  await ready(child);
  return child;
}

function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let written = '';
  const fail = (what: string) => {
    child.kill('SIGKILL');
    reject(new Error(`redis-server ${what}:\n${written}`));
  };
  const timer = setTimeout(() => fail(`was not ready in ${READY_MS} ms`), READY_MS);
  const hear = (piece: string) => {
    written += piece;
    if (written.includes('Ready to accept connections')) resolve();
  };
  child.stdout?.setEncoding('utf8').on('data', hear);
  child.stderr?.setEncoding('utf8').on('data', hear);
  child.once('error', (error) => fail(`did not start (${error.message}); install redis-server`));
  child.once('exit', (code) => fail(`ended with ${code}`));
  return promise.finally(() => clearTimeout(timer));
}
