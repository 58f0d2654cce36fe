/** Looks into a SQLite store from outside, over a connection that can only read, while the server works or after it has stopped. */
import path from 'node:path';
import Database from 'better-sqlite3';
import type { StoreView } from '../deployment.ts';
import { readBooks } from './books.ts';

export function viewSqlite(dataDir: string): StoreView {
  const raw = new Database(path.join(dataDir, 'recipro.db'), { readonly: true, timeout: 5_000 });
  const waiting = raw.prepare<[], number>('SELECT count(*) FROM waiting').pluck();
  return {
    waiting: async () => waiting.get() ?? 0,
    books: () => readBooks(async (sql) => raw.prepare<[], Record<string, number>>(sql).get() ?? {}),
    close: async () => void raw.close(),
  };
}
