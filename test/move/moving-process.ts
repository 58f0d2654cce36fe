/** `recipro move` as a process of its own, to be killed when it has said so much. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { until } from '../patience.ts';

const RECIPRO = path.resolve(import.meta.dirname, '../../server/cli/main.ts');

/** A large store takes minutes on a busy machine. */
const PATIENCE_MS = 600_000;

export function startMoving(dir: string, url: string, ...words: readonly string[]) {
  const child = spawn(process.execPath, [RECIPRO, 'move', '--to', url, ...words], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  const closed = once(child, 'close');
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    /** Until it has told of its progress so many times, or has ended. */
    said: (lines: number) =>
      until(
        `it says ${lines} lines`,
        () => ended() || stderr.split('\n').length > lines,
        PATIENCE_MS,
      ),
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await closed;
    },
    async end() {
      await closed;
      return { code: child.exitCode, stdout, stderr };
    },
  };
}
