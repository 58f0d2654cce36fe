/**
 * A copy of a SQLite store at one moment, made while servers go on, and checked before it takes its name.
 * The copy is one file, whole without a log beside it; the key that opens its sealed secrets stays where it is.
 */
import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { VerifyResult } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import { BUSY_TIMEOUT_MS } from './database.ts';
import { withOurCode } from './failure.ts';
import { verifyFile } from './verify-file.ts';

/** `not-found`, `bad-request` where the target is there already; `storage-failed` where the books are not right. */
export function backUp(file: string, target: string): VerifyResult {
  if (!existsSync(file)) throw new AppError('not-found', `There is no store ${file}.`);
  if (existsSync(target))
    throw new AppError('bad-request', `${target} is there already. Choose another name.`);
  const draft = `${target}.new`;
  try {
    copyInto(file, draft);
    const books = verifyFile(draft);
    if (!books.ok) throw wrong(file, books);
    renameSync(draft, target);
    return books;
  } catch (error) {
    throw withOurCode(error, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function copyInto(file: string, draft: string): void {
  // For its owner's eyes, like the store.
  const copy = openSync(draft, 'w', 0o600);
  const raw = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    raw.prepare('VACUUM INTO ?').run(draft);
    fsyncSync(copy);
  } finally {
    raw.close();
    closeSync(copy);
  }
}

function wrong(file: string, { firstBad }: VerifyResult): AppError {
  const where = firstBad === null ? '' : ` ${firstBad.table} ${firstBad.id}: ${firstBad.message}`;
  return new AppError('storage-failed', `The books in ${file} are wrong.${where}`);
}
