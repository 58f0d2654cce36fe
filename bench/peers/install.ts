/**
 * Brings what others made, in fixed versions, into an ignored folder: never into our own lockfile.
 * A peer that cannot be brought is left out of the race with the reason; the race goes on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Track } from '../track.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../.bench');
/** The largest of them compiles for minutes. */
const INSTALL_MS = 20 * 60_000;

export type Wanted = {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
};

export type Brought = { readonly folder: string } | { readonly missing: string };

export async function bring(track: Track, wanted: Wanted): Promise<Brought> {
  const { name, dependencies, overrides = {} } = wanted;
  const folder = path.join(FOLDER, name);
  const stamp = path.join(folder, '.stamp');
  const text = JSON.stringify({ name: `peer-${name}`, private: true, dependencies, overrides });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === text) return { folder };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), text);
  track.say(`installing ${name} into .bench (once)`);
  const failure = await install(track, folder);
  if (failure !== null) return { missing: `${name} cannot be installed here: ${failure}` };
  writeFileSync(stamp, text);
  return { folder };
}

/** Null when it is done, else the last lines of what npm said. */
async function install(track: Track, folder: string): Promise<string | null> {
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-package-lock'];
  // What is compiled finds the headers of this Node beside it and need not look for them elsewhere.
  args.push(`--nodedir=${path.resolve(process.execPath, '../..')}`);
  const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = track.leaving(async () => void child.kill('SIGTERM'));
  const timer = setTimeout(() => child.kill('SIGTERM'), INSTALL_MS);
  let written = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    written = `${written}${piece}`.slice(-600);
  });
  const failed = once(child, 'error').then(([error]) => String(error));
  const ended = once(child, 'exit').then(() => null);
  const wrong = await Promise.race([failed, ended]);
  clearTimeout(timer);
  await stop();
  if (wrong !== null) return wrong;
  return child.exitCode === 0 ? null : written.replaceAll(/\s+/g, ' ').trim();
}
