/** What a move refuses, what it leaves behind then (nothing), and what an old store says once it was moved. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@recipro/server/errors.ts';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { readMark, writeMark } from '@recipro/server/storage/sqlite/moved.ts';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { describe, expect, it } from 'vitest';
import { recipro, startServer } from '../process.ts';
import { cellsOf } from '../storage/cells.ts';
import { moving, places } from './places.ts';

const sql = (url: string, text: string) =>
  execFileSync('psql', [url, '--quiet', '--tuples-only', `--command=${text}`], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
const schemas = (url: string) =>
  sql(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'recipro%'").trim();

describe('a move', () => {
  const { folder, database } = places(24);

  /** The old store is as free as before. */
  async function untouched(dir: string): Promise<void> {
    expect(readMark(dir)).toBeNull();
    await openSqlite({ dir }).close();
  }

  it('is refused while a server has the store, and keeps servers out while it goes on', async () => {
    const [dir, url] = [await folder(), await database()];
    const server = openSqlite({ dir });
    await expect(moving(dir, url)).rejects.toMatchObject({
      code: 'storage-busy',
      message: expect.stringContaining('Stop every server'),
    });
    await server.close();
    await untouched(dir);
    const refused: unknown[] = [];
    const tell = () => {
      if (refused.length > 0) return;
      try {
        openSqlite({ dir });
      } catch (error) {
        refused.push(error);
      }
    };
    expect(await moving(dir, url, { tell })).toMatchObject({ now: true });
    expect(refused).toMatchObject([{ code: 'storage-busy' }]);
  });

  it('is refused where there is no store', async () => {
    const dir = join(await folder(), 'empty');
    await mkdir(dir);
    await expect(moving(dir, await database())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused into a database that holds an installation, even an empty one', async () => {
    const [dir, url] = [await folder(), await database()];
    await (await openPostgres({ url })).close();
    await expect(moving(dir, url)).rejects.toThrow('already holds an installation');
    await untouched(dir);
    expect(sql(url, 'SELECT count(*) FROM recipro.events').trim()).toBe('0');
  });

  it('is refused into a database that holds a part of another store', async () => {
    const [dir, other, url] = [await folder(), await folder(), await database()];
    const cut = moving(other, url, {
      batchRows: 40,
      tell: ({ done }) => expect(done).toBe(0),
    });
    await expect(cut).rejects.toThrow();
    await expect(moving(dir, url)).rejects.toThrow('a part of another store');
    await untouched(dir);
    await expect(moving(other, await database())).rejects.toThrow('Run the same "recipro move"');
    expect(await moving(other, url)).toMatchObject({ now: true });
  });

  it('is refused where one bit of the books was flipped, before anything is copied', async () => {
    const [dir, url] = [await folder(), await database()];
    const file = join(dir, FILE_NAME);
    const bytes = await readFile(file);
    // The last byte of a row of transfers is the last one of its hash.
    const place = (cellsOf(file, ['transfers'])[7]?.end ?? 0) - 1;
    bytes.writeUInt8(bytes.readUInt8(place) ^ 4, place);
    await writeFile(file, bytes);
    await expect(moving(dir, url)).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringMatching(
        /are wrong, so they are not moved\. transfers \S+-\w+: .* is not what was written/,
      ),
    });
    expect(schemas(url)).toBe('');
    await untouched(dir);
  });

  it('is refused where another version began it, until that is given up', async () => {
    const [dir, url] = [await folder(), await database()];
    const cut = moving(dir, url, { batchRows: 40, tell: ({ done }) => expect(done).toBe(0) });
    await expect(cut).rejects.toThrow();
    sql(url, 'DELETE FROM recipro_moving.migrations WHERE number = 1');
    await expect(moving(dir, url)).rejects.toThrow('Another version of this program');
    sql(url, 'DROP SCHEMA recipro_moving CASCADE');
    expect(await moving(dir, url)).toMatchObject({ now: true, resumedAfter: 0 });
  });

  it.each([
    [
      'a balance',
      'UPDATE accounts SET balance_minor = balance_minor + 1 WHERE no = 2',
      /accounts 2: balance_minor is -?\d+ and in the copy/,
    ],
    ['a lost row', 'DELETE FROM tags WHERE customer = 1', /tags 1 traveller is not in the copy/],
    [
      'a row too many',
      "INSERT INTO sessions VALUES ('mine', 1)",
      /sessions mine is only in the copy/,
    ],
    ['a counter', 'UPDATE revisions SET revision = 1', /counters or chains differ/],
  ])(
    'names %s that differs in the copy, and does not put it in service',
    async (_, change, said) => {
      const [dir, url] = [await folder(), await database()];
      let changed = false;
      const tell = ({ stage }: { readonly stage: string }) => {
        if (stage !== 'comparing' || changed) return;
        changed = true;
        sql(url, `SET search_path = recipro_moving; ${change}`);
      };
      await expect(moving(dir, url, { tell, batchRows: 1 })).rejects.toThrow(said);
      expect(schemas(url)).toBe('recipro_moving');
      await expect(openPostgres({ url })).rejects.toBeInstanceOf(AppError);
    },
  );
});

describe('a store that was moved', () => {
  const { folder, database } = places(12);

  it('says so to whoever starts on it, without the password, and the command tells what to keep', async () => {
    const [dir, url] = [await folder(), new URL(await database())];
    url.password = 'hush';
    const ran = await recipro(['move', '--to', url.href], { dataDir: dir });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(
      /^Moved \d+ rows to PostgreSQL at 127\.0\.0\.1:\d+\/store_\d+\. Both stores are equal/,
    );
    expect(ran.stdout).toContain(`${dir}/secret.key`);
    expect(ran.stderr).toMatch(/^copying .* 100 %/m);
    const start = await startServer({ dataDir: dir }).then(() => 'it started', String);
    expect(start).toContain(`was moved to PostgreSQL at ${url.host}${url.pathname}`);
    const listed = await recipro(['partner', 'list'], { dataDir: dir });
    expect(listed).toMatchObject({ code: 1, stdout: '' });
    expect(listed.stderr).toContain('DATABASE_URL');
    const kept = await readFile(join(dir, 'moved.json'), 'utf8');
    expect([kept, start, ran.stdout, ran.stderr, listed.stderr].join()).not.toContain('hush');
  }, 240_000);

  it('is moved once: a second call has nothing to do, and another database is refused', async () => {
    const [dir, url] = [await folder(), await database()];
    await moving(dir, url);
    expect(await moving(dir, url)).toMatchObject({ now: false });
    await expect(moving(dir, await database())).rejects.toThrow('was moved to');
  }, 240_000);

  it('is marked by the next call where the process died after the last commit', async () => {
    const [dir, url] = [await folder(), await database()];
    await moving(dir, url);
    const mark = readMark(dir);
    if (mark === null) throw new Error('There is a mark');
    writeMark(dir, { ...mark, finishedAtMs: null });
    expect(() => openSqlite({ dir })).toThrow('not all of it is there yet');
    const again = await recipro(['move', '--json'], { dataDir: dir, env: { DATABASE_URL: url } });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({ now: false, books: { ok: true } });
    expect(readMark(dir)?.finishedAtMs).toBeGreaterThan(0);
  }, 240_000);

  it('is not begun where the command was called wrongly', async () => {
    const dataDir = await folder();
    for (const words of [['move'], ['move', '--to', 'mysql://a'], ['move', '--to', 'postgres://']])
      expect(await recipro(words, { dataDir })).toMatchObject({ code: 2, stdout: '' });
    const nobody = await recipro(['move', '--to', 'postgres://a:hush@127.0.0.1:9/b'], { dataDir });
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(nobody.stderr).toContain('127.0.0.1:9/b');
    expect(nobody.stderr).not.toContain('hush');
    expect(readMark(dataDir)).toBeNull();
  }, 240_000);
});
