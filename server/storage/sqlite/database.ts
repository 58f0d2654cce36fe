/**
 * One open SQLite file: its settings, and the only two ways to use it, a read of one moment and a write of all or nothing.
 * D1. `synchronous=FULL` is set and read back at every open, because a reopened WAL file would otherwise silently run at NORMAL.
 * D2. A write begins IMMEDIATE, so that it never fails half-way for want of the lock.
 * D3. Another process's lock is waited for a bounded time without standing still: requests are read meanwhile.
 * D4. After a failure that puts the file in doubt, this handle answers nothing more.
 */
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import { isBusy, withOurCode } from './failure.ts';

export type Sqlite = {
  readonly file: string;
  readonly raw: Database.Database;
  readonly orm: BetterSQLite3Database;
  readonly nowMs: () => number;
  /** One statement, which is of one moment by itself: for what every request asks. */
  look<Result>(work: () => Result): Promise<Result>;
  read<Result>(work: () => Result): Promise<Result>;
  write<Result>(work: () => Result): Promise<Result>;
};

/** The first SQLite without a race that can corrupt a WAL file with two connections. */
const SQLITE_MIN = [3, 51, 3] as const;
/** How long another process's lock is waited for. */
export const BUSY_TIMEOUT_MS = 2_000;
/** Transactions take some milliseconds. */
const LOOK_AGAIN_MS = 1;
const WAL_BYTES_MAX = 64 * 1024 * 1024;
/** 16 MB of changes between checkpoints: fewer fsyncs of the main file under load. */
const CHECKPOINT_PAGES = 4_000;
const CACHE_KIB = 64 * 1024;

const SETTINGS: readonly (readonly [name: string, set: string | number, reads: string | number])[] =
  [
    ['journal_mode', 'WAL', 'wal'],
    ['synchronous', 'FULL', 2],
    ['foreign_keys', 'ON', 1],
    ['recursive_triggers', 'ON', 1],
    ['trusted_schema', 'OFF', 0],
    ['journal_size_limit', WAL_BYTES_MAX, WAL_BYTES_MAX],
    ['wal_autocheckpoint', CHECKPOINT_PAGES, CHECKPOINT_PAGES],
    ['cache_size', -CACHE_KIB, -CACHE_KIB],
    ['mmap_size', 0, 0],
    // Undo records of savepoints stay in memory; on disk they cost more than the rows themselves.
    ['temp_store', 'MEMORY', 2],
  ];

/**
 * Opens the file and makes sure of its settings. Throws `storage-failed` where one does not hold.
 * `alone`: nobody else may have it open, now (`storage-busy`) or until it is closed.
 */
export function connect(file: string, { alone = false } = {}): Database.Database {
  const raw = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // The file is locked whole only when this comes before anything is read.
    if (alone) raw.pragma('locking_mode = EXCLUSIVE');
    assertVersion(raw.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '');
    for (const [name, set, expected] of SETTINGS) {
      raw.pragma(`${name} = ${set}`);
      const actual = raw.pragma(name, { simple: true });
      // A file system without mmap, such as some in memory, answers nothing at all.
      if (actual !== expected && !(name === 'mmap_size' && actual === undefined)) {
        throw new AppError(
          'storage-failed',
          `${file}: ${name} is ${String(actual)} and must be ${expected}. Keep the file on a local disk.`,
        );
      }
    }
    return raw;
  } catch (error) {
    raw.close();
    throw withOurCode(error, file);
  }
}

function assertVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [index, least] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new AppError(
        'storage-failed',
        `SQLite is ${version}; ${SQLITE_MIN.join('.')} or newer is needed. Update better-sqlite3.`,
      );
    }
  }
}

export function sqliteOver(raw: Database.Database, nowMs: () => number): Sqlite {
  const file = raw.name;
  let failed: AppError | null = null;

  // A transaction that does not get the lock has not begun, so it can be tried again.
  raw.pragma('busy_timeout = 0');

  async function patiently<Result>(work: () => Result): Promise<Result> {
    const endMs = performance.now() + BUSY_TIMEOUT_MS;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || performance.now() > endMs) throw error;
      }
      await pause(LOOK_AGAIN_MS);
    }
  }

  async function answer<Result>(work: () => Result): Promise<Result> {
    if (failed !== null) throw failed;
    try {
      return await patiently(work);
    } catch (error) {
      const ours = withOurCode(error, file);
      if (ours instanceof AppError && ours.code === 'storage-failed') failed = ours;
      throw ours;
    }
  }

  return {
    file,
    raw,
    orm: drizzle({ client: raw }),
    nowMs,
    look: answer,
    read: (work) => answer(() => raw.transaction(work).deferred()),
    write: (work) => answer(() => raw.transaction(work).immediate()),
  };
}
