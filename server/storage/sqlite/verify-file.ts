/**
 * All checks of one file, in one read transaction. Each check is a function that gives the first bad row it meets, or nothing.
 * Damage that SQLite itself stumbles over is an answer as well, not an error.
 */
import Database from 'better-sqlite3';
import type { VerifyResult } from '@recipro/schema';
import type { BadRow } from '../bad-row.ts';
import { BUSY_TIMEOUT_MS } from './database.ts';
import { verifyAccounts } from './verify-accounts.ts';
import { verifyFlow } from './verify-flow.ts';
import { verifyTransfers } from './verify-transfers.ts';

export function verifyFile(file: string): VerifyResult {
  const raw = new Database(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  try {
    // All is read at one moment. It ends with the connection: ending it by COMMIT can fail on a damaged file.
    raw.exec('BEGIN');
    return verifyAll(raw);
  } finally {
    raw.close();
  }
}

/** Over a connection that nobody else writes through. */
export function verifyAll(raw: Database.Database): VerifyResult {
  const counted = { transfers: 0, accounts: 0 };
  const firstBad = attempt(() => {
    const books = verifyTransfers(raw);
    counted.transfers = books.transfers;
    if (books.firstBad !== null) return books.firstBad;
    const sums = verifyAccounts(raw, books.sums);
    counted.accounts = sums.accounts;
    return sums.firstBad ?? verifyFlow(raw) ?? verifyStructure(raw);
  });
  return { ok: firstBad === null, ...counted, sums: sumsOf(raw), firstBad };
}

/** Empty where the file is too damaged to be read; `firstBad` says so then. */
function sumsOf(raw: Database.Database): VerifyResult['sums'] {
  try {
    return raw
      .prepare<[], VerifyResult['sums'][number]>(
        `SELECT currency, sum(balance_minor) AS balanceMinor, count(*) AS accounts
         FROM accounts GROUP BY currency ORDER BY currency`,
      )
      .all();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code.startsWith('SQLITE_BUSY'))
      throw error;
    return [];
  }
}

function attempt(check: () => BadRow | null): BadRow | null {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || error.code.startsWith('SQLITE_BUSY'))
      throw error;
    return { table: 'database', id: error.code, message: `The file is damaged: ${error.message}.` };
  }
}

/** What SQLite can say of pages, indexes and declared rules. */
function verifyStructure(raw: Database.Database): BadRow | null {
  const [first] = raw.prepare<[], string>('PRAGMA integrity_check(1)').pluck().all();
  if (first === 'ok') return null;
  return { table: 'database', id: 'integrity_check', message: `The file is damaged: ${first}.` };
}
