/** What the figures were measured on: without it they mean nothing. */
import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { quantile } from './statistics.ts';

export function machineFacts() {
  return {
    processors: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    /** Of the last minute, before the race: whatever else ran took its part. */
    loadBefore: loadavg()[0] ?? 0,
    diskSyncMs: diskSyncMs(),
  };
}

const SYNCS = 200;
const PAGE_BYTES = 4096;

/** How long the disk under the stores takes to promise that a page is on it: the floor of every answer that waits for it. */
function diskSyncMs() {
  const file = path.join(tmpdir(), `recipro-bench-sync-${process.pid}`);
  const handle = openSync(file, 'wx');
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const taken = Array.from({ length: SYNCS }, (_, place) => {
    const startMs = performance.now();
    writeSync(handle, page, 0, PAGE_BYTES, place * PAGE_BYTES);
    fdatasyncSync(handle);
    return performance.now() - startMs;
  }).toSorted((a, b) => a - b);
  closeSync(handle);
  rmSync(file);
  return { p50: quantile(taken, 0.5), p99: quantile(taken, 0.99) };
}

/** The commit, with a plus where files differ from it; empty outside a repository. */
export function commitName(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    return (
      git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
    );
  } catch {
    return '';
  }
}
