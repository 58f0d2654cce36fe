/** What the figures were measured on: without it they mean nothing. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

export function machineFacts() {
  return {
    processors: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    /** Of the last minute, before the race: whatever else ran took its part. */
    loadBefore: loadavg()[0] ?? 0,
  };
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
