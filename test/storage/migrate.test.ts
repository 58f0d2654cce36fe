/** Migrations: once each, whole or not at all, whoever starts and whoever dies. */
import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import { knownMigrations, migrate } from '@recipro/server/storage/sqlite/migrate.ts';
import type { Migration } from '@recipro/server/storage/sqlite/migrate.ts';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from './scratch.ts';

const STARTER = join(import.meta.dirname, 'starter.ts');
const STARTERS = 4;
const nowMs = () => 1;
const known = knownMigrations();
const next: Migration = {
  number: 9001,
  name: '9001-next.sql',
  sql: 'CREATE TABLE later (a ANY) STRICT',
};

describe('migrations', () => {
  const scratch = scratchFolders();
  const start = (...words: readonly string[]): ChildProcess =>
    spawn(process.execPath, [STARTER, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });

  function schemaOf(file: string): readonly unknown[] {
    const raw = new Database(file, { readonly: true });
    const schema = raw.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
    raw.close();
    return schema;
  }

  function appliedTo(file: string): readonly unknown[] {
    const raw = new Database(file, { readonly: true });
    const applied = raw.prepare('SELECT name FROM migrations ORDER BY number').pluck().all();
    raw.close();
    return applied;
  }

  it('are applied in order, once, and are counted from 1 without gaps', async () => {
    const dir = await scratch();
    expect(known.map(({ number }) => number)).toEqual(known.map((_, index) => index + 1));
    await openSqlite({ dir }).close();
    const first = schemaOf(join(dir, FILE_NAME));
    await openSqlite({ dir }).close();
    expect(schemaOf(join(dir, FILE_NAME))).toEqual(first);
    expect(appliedTo(join(dir, FILE_NAME))).toEqual(known.map(({ name }) => name));
  });

  it(`run once when ${STARTERS} programs start at once on a new file`, async () => {
    const dir = await scratch();
    const file = join(dir, FILE_NAME);
    const starters = Array.from({ length: STARTERS }, () => start(file));
    const ends = await Promise.all(starters.map((starter) => once(starter, 'exit')));
    expect(ends.map(([code]) => code)).toEqual(starters.map(() => 0));
    expect(appliedTo(file)).toEqual(known.map(({ name }) => name));
  });

  it('leave nothing behind when the program is killed in the middle of one, and the next start does it all', async () => {
    const [dir, whole] = [await scratch(), await scratch()];
    const file = join(dir, FILE_NAME);
    const [first] = known;
    if (first === undefined) throw new Error('There is a migration');
    const starter = start(file, first.name);
    if (starter.stdout === null) throw new Error('It speaks to us');
    const [said] = await once(starter.stdout, 'data');
    expect(String(said)).toBe('stopped\n');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    expect(appliedTo(file)).toEqual([]);
    await openSqlite({ dir }).close();
    await openSqlite({ dir: whole }).close();
    expect(schemaOf(file)).toEqual(schemaOf(join(whole, FILE_NAME)));
  });

  it('are undone whole when one of their statements fails', async () => {
    const file = join(await scratch(), FILE_NAME);
    const raw = connect(file);
    const broken = { ...next, sql: `${next.sql}; CREATE TABLE later (again ANY) STRICT` };
    expect(() => migrate(raw, [...known, broken], nowMs)).toThrow(/already exists/);
    expect(appliedTo(file)).toEqual(known.map(({ name }) => name));
    migrate(raw, [...known, next], nowMs);
    raw.close();
    expect(appliedTo(file)).toContain(next.name);
  });

  it('refuse a file that a newer program has migrated, and one whose migration was another text', async () => {
    const dir = await scratch();
    const raw = connect(join(dir, FILE_NAME));
    migrate(raw, [...known, next], nowMs);
    expect(() => openSqlite({ dir })).toThrow(/newer program \(it has 9001-next\.sql\)/);
    const edited = { ...next, sql: `${next.sql} -- edited` };
    expect(() => migrate(raw, [...known, edited], nowMs)).toThrow(/is not the text/);
    raw.close();
  });
});
