/** Runs a script that records the statements of our store at work and plays them alone; it is a process of its own. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Track } from '../track.ts';

const Played = z.object({
  /** All that the books must hold, and the points that they brought. */
  events: z.int(),
  points: z.int(),
  /** After the first round, which warms up. */
  timedEvents: z.int(),
  seconds: z.number(),
});

export async function replay(
  { options }: Track,
  script: 'sql-loop.ts' | 'pgbench.ts',
  words: { readonly recorded: string; readonly replayed: string; readonly prefix: string },
): Promise<z.infer<typeof Played>> {
  const all = { ...words, seconds: String(options.seconds) };
  const args = Object.entries(all).map(([name, value]) => `--${name}=${value}`);
  const file = path.resolve(import.meta.dirname, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args]);
  return Played.parse(JSON.parse(stdout));
}
