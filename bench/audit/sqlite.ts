/** Looks into a SQLite store from outside, over a connection that can only read, while the server works or after it has stopped. */
import path from 'node:path';
import Database from 'better-sqlite3';
import { recipro } from '../../test/process.ts';
import { readBooks } from './books.ts';
import type { Books } from './books.ts';

export type StoreView = {
  waiting(): number;
  books(): Promise<Books>;
  close(): void;
};

export function viewSqlite(dataDir: string): StoreView {
  const raw = new Database(path.join(dataDir, 'recipro.db'), { readonly: true, timeout: 5_000 });
  const waiting = raw.prepare<[], number>('SELECT count(*) FROM waiting').pluck();
  return {
    waiting: () => waiting.get() ?? 0,
    books: () => readBooks(async (sql) => raw.prepare<[], Record<string, number>>(sql).get() ?? {}),
    close: () => void raw.close(),
  };
}

/** `recipro verify`: recomputes every hash, sum and balance. Gives what it found wrong. */
export async function verifyFaults(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { code, stdout, stderr } = await recipro(['verify'], { dataDir, env });
  return code === 0 ? [] : [`recipro verify: ${stdout}${stderr}`.trim().slice(0, 500)];
}
