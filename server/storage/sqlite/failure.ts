/**
 * What SQLite's own errors mean to a caller. Busy and full pass; anything that puts the file in doubt is the end of this process,
 * because after a failed write SQLite may report success for pages that never reached the disk.
 */
import Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';

const FATAL = /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|READONLY|NOMEM|PROTOCOL|MISUSE|PERM|AUTH)/;

/** Whether an error is about the store and not about the row that was being written. */
export function isStorageFailure(error: unknown): boolean {
  return (
    isBusy(error) ||
    (error instanceof Database.SqliteError &&
      (/^SQLITE_(FULL|INTERRUPT)/.test(error.code) || FATAL.test(error.code))) ||
    (error instanceof AppError && error.code.startsWith('storage-'))
  );
}

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** The same failure with our code; any other error as it is. */
export function withOurCode(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (isBusy(error)) {
    return new AppError(
      'storage-busy',
      `${file}: another process held the lock for too long (${error.code}). Try again.`,
      { cause: error },
    );
  }
  if (error.code.startsWith('SQLITE_FULL')) {
    return new AppError(
      'storage-full',
      `${file}: there is no space left. Free some space; nothing was half-written.`,
      { cause: error },
    );
  }
  if (FATAL.test(error.code)) {
    return new AppError(
      'storage-failed',
      `${file}: ${error.message} (${error.code}). Check the disk, then start again.`,
      { cause: error },
    );
  }
  return error;
}
