/** What most people would write: a table for each thing, one connection a process, every commit on disk. */
import Database from 'better-sqlite3';

export function openStore(file: string): Database.Database {
  const db = new Database(file, { timeout: 10_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`
    CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, customer TEXT NOT NULL, body TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX IF NOT EXISTS events_waiting ON events (done) WHERE done = 0;
    CREATE TABLE IF NOT EXISTS runs (event TEXT PRIMARY KEY, met INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS scores (customer TEXT PRIMARY KEY, value INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS balances (account TEXT PRIMARY KEY, amount INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS postings (event TEXT NOT NULL, account TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (event, account));
    CREATE TABLE IF NOT EXISTS outbox (event TEXT PRIMARY KEY, body TEXT NOT NULL);
  `);
  return db;
}
