/** The books in closed SQLite files. */
import Database from 'better-sqlite3';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { verifyFile } from '@recipro/server/storage/sqlite/verify-file.ts';
import { afterAll } from 'vitest';
import { fill } from './books.ts';
import type { Books, BooksCopy, Row } from './books.ts';
import { START_MS } from './story.ts';

type FileCopy = BooksCopy & { readonly file: string };
type SqliteBooks = Omit<Books, 'copy'> & { copy(): Promise<FileCopy> };

/** Called where tests are declared; the files go when the tests are over. */
export function sqliteBooks(): SqliteBooks {
  let filled: Promise<string> | null = null;
  let copies = 0;
  afterAll(async () => {
    if (filled !== null) await rm(await filled, { recursive: true, force: true });
  });
  return {
    name: 'SQLite',
    async copy() {
      filled ??= filledFolder();
      const dir = await filled;
      copies += 1;
      const file = join(dir, `copy-${copies}.db`);
      await copyFile(join(dir, FILE_NAME), file);
      return copyIn(file);
    },
    columns: (table) =>
      `SELECT name, CASE type WHEN 'TEXT' THEN '''x''' WHEN 'BLOB' THEN 'zeroblob(32)' ELSE '987654' END AS other
       FROM pragma_table_info('${table}')`,
    zeros: 'zeroblob(32)',
    removals: (table) => [`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table} LIMIT 1`],
  };
}

async function filledFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'recipro-books-'));
  const storage = openSqlite({ dir, nowMs: () => START_MS });
  await fill(storage);
  await storage.close();
  return dir;
}

function copyIn(file: string): FileCopy {
  function withFile<Result>(work: (raw: Database.Database) => Result): Result {
    const raw = new Database(file);
    try {
      return work(raw);
    } finally {
      raw.close();
    }
  }

  return {
    file,
    async tamper(sql) {
      withFile((raw) => {
        raw.pragma('foreign_keys = OFF');
        raw.pragma('ignore_check_constraints = ON');
        const triggers = raw
          .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
          .pluck()
          .all();
        for (const trigger of triggers) raw.exec(`DROP TRIGGER ${trigger}`);
        raw.exec(sql);
      });
    },
    async run(sql) {
      withFile((raw) => {
        raw.pragma('recursive_triggers = ON');
        raw.exec(sql);
      });
    },
    rows: async (sql) => withFile((raw) => raw.prepare<[], Row>(sql).all()),
    verify: async () => verifyFile(file),
  };
}
