/**
 * The mark that a move leaves in a data folder, from before the first row is copied: where the store goes, and whether it is all there.
 * M1. A marked folder is not served, so nothing changes in it while it is copied, and nobody goes on in an old store by accident.
 * M2. The mark is written aside and renamed: it is whole or not there. It never holds a password.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../errors.ts';

const FILE_NAME = 'moved.json';

const Mark = z.strictObject({
  /** Names this move, in the target too. */
  id: z.string(),
  /** Words for people, without user and password. */
  to: z.string(),
  startedAtMs: z.int(),
  finishedAtMs: z.int().nullable(),
});
export type Mark = z.infer<typeof Mark>;

/** Null where the store was never moved. `wrong-setting` where the mark cannot be read. */
export function readMark(dir: string): Mark | null {
  const file = join(dir, FILE_NAME);
  try {
    return Mark.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new AppError('wrong-setting', `${file} cannot be read: ${String(cause)}`, { cause });
  }
}

export function writeMark(dir: string, mark: Mark): void {
  const file = join(dir, FILE_NAME);
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(mark, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
  const folder = openSync(dir, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

export function removeMark(dir: string): void {
  rmSync(join(dir, FILE_NAME), { force: true });
}

/** `wrong-setting`, with where it went and how to go on, or back. */
export function assertNotMoved(dir: string): void {
  const mark = readMark(dir);
  if (mark === null) return;
  const file = join(dir, FILE_NAME);
  throw new AppError(
    'wrong-setting',
    mark.finishedAtMs === null
      ? `The store in ${dir} is being moved to ${mark.to}, and not all of it is there yet. Run the same "recipro move" again: it goes on where it stopped. To stay here instead, delete ${file}.`
      : `The store in ${dir} was moved to ${mark.to} (${new Date(mark.finishedAtMs).toISOString()}). Start with DATABASE_URL set to that database. To go back to how things were then, delete ${file}: what happened since is only there.`,
  );
}
