/** A contestant that is a script of ours: a process of its own that prints `ready {"port":…}` and ends with SIGTERM. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Track } from '../track.ts';

const READY_MS = 60_000;

export type Contestant = {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
};

export type ScriptOptions = {
  /** Beside this file. */
  readonly script: string;
  readonly args?: readonly string[];
};

/** It is ended with the track, or sooner by its own `stop`. */
export async function startScript(track: Track, options: ScriptOptions): Promise<Contestant> {
  const { started, stop } = await track.started(launch(options), (running) => running.stop());
  return { ...started, stop };
}

async function launch({ script, args = [] }: ScriptOptions): Promise<Contestant> {
  const file = path.resolve(import.meta.dirname, script);
  const child = spawn(process.execPath, [file, ...args], {
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let written = '';
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  const hear = (piece: string) => {
    written = `${written}${piece}`.slice(-20_000);
    const found = /^ready \{.*"port":(\d+)/m.exec(written)?.[1];
    if (found !== undefined) resolve(Number(found));
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  child.once('exit', (code) => reject(new Error(`${script} ended with ${code}:\n${written}`)));
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`${script} was not ready in ${READY_MS / 1000} s:\n${written}`));
  }, READY_MS);
  return {
    port: await port.finally(() => clearTimeout(timer)),
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
