/**
 * The real server as a process of its own, on a free port and in a folder of its own, for tests that kill it, browse it or call it.
 * `stop` ends it as a system would; `kill` as a power cut would. The folder goes with `stop`, unless the test brought it.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createSession } from './session.ts';
import type { Session } from './session.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const SERVER = path.join(ROOT, 'server/main.ts');
const RECIPRO = path.join(ROOT, 'server/cli/main.ts');
/** A start takes a second; on a busy machine some more. */
const READY_MS = 30_000;

export type StartOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** The data folder; a fresh one of its own when left out. */
  readonly dataDir?: string;
  /** Flags of Node itself, before the program. */
  readonly nodeFlags?: readonly string[];
  /** A server that was installed elsewhere, with exactly the given variables. */
  readonly image?: { readonly workdir: string; readonly command: readonly string[] };
};

export type ServerProcess = {
  /** Where it answers, such as http://localhost:40123; a worker only /health and /ready. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** The one-time link that it printed. */
  readonly signInLink: string;
  /** All that it has written so far, both streams. */
  output(): string;
  /** Uses the printed link, or a new one when that is used up. */
  signIn(): Promise<Session>;
  /** Resolves when it has ended, by itself or not. */
  ended(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. The folder stays, to start again in it. */
  kill(): Promise<void>;
};

export async function startServer(options: StartOptions = {}): Promise<ServerProcess> {
  const { image } = options;
  const dataDir = options.dataDir ?? (await makeDataDir());
  const own = image === undefined ? { PORT: '0', DATA_DIR: dataDir } : {};
  const [program = '', ...words] = image?.command ?? ['node', ...(options.nodeFlags ?? []), SERVER];
  const child = spawn(program === 'node' ? process.execPath : program, words, {
    cwd: image?.workdir ?? ROOT,
    env: environment({ ...own, ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (written += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (written += piece));
  const exited = once(child, 'exit');
  await ready(child, () => written);
  const port = /^ready .*"port":(\d+)/m.exec(written)?.[1];
  const url = port === undefined ? '' : `http://localhost:${port}`;
  const signInLink = /https?:\S+\/sign-in#token=\S+/.exec(written)?.[0] ?? '';
  let unusedLink: string | null = signInLink;

  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    signInLink,
    output: () => written,
    async signIn() {
      const link = unusedLink ?? (await newLink(dataDir, options.env));
      unusedLink = null;
      return createSession(url, link);
    },
    ended: async () => void (await exited),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export function makeDataDir(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'recipro-test-'));
}

export type Ran = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs the command line as a person would, in this data folder. */
export async function recipro(
  words: readonly string[],
  options: { dataDir: string; env?: Readonly<Record<string, string>>; stdin?: string },
): Promise<Ran> {
  const child = spawn(process.execPath, [RECIPRO, ...words], {
    cwd: ROOT,
    env: environment({ DATA_DIR: options.dataDir, ...options.env }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

async function newLink(dataDir: string, env: StartOptions['env'] = {}): Promise<string> {
  const { stdout } = await recipro(['sign-in'], { dataDir, env });
  return stdout.split('\n')[0] ?? '';
}

/** Settings come from the test alone, never from the shell that runs it. */
function environment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...own };
}

async function ready(child: ChildProcess, written: () => string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = () => {
    if (/^ready .*\n/m.test(written())) resolve();
  };
  child.stdout?.on('data', look);
  child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${written()}`)));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`the server was not ready in ${READY_MS} ms:\n${written()}`));
  }, READY_MS);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
}
