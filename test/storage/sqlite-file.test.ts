/** The SQLite file itself: its settings at every open, its schema, and what a caller hears when the disk or the lock is not there. */
import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import { knownMigrations, migrate } from '@recipro/server/storage/sqlite/migrate.ts';
import { FILE_NAME, openSqlite, storageOver } from '@recipro/server/storage/sqlite/open.ts';
import * as tables from '@recipro/server/storage/sqlite/tables.ts';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './cells.ts';
import { scratchFolders } from './scratch.ts';
import {
  arrived,
  asking,
  evaluating,
  list,
  partnerNamed,
  publishing,
  START_MS,
  WORKFLOW,
} from './story.ts';

const nowMs = () => START_MS;

describe('a SQLite file', () => {
  const scratch = scratchFolders();

  async function opened() {
    const file = join(await scratch(), FILE_NAME);
    const raw = connect(file);
    migrate(raw, knownMigrations(), nowMs);
    return { file, raw, storage: storageOver(raw, { nowMs, randomBytes }) };
  }

  it('is fully synchronous at every open, where SQLite left to itself is not', async () => {
    const { file, storage } = await opened();
    await storage.close();
    const plain = new Database(file);
    expect(plain.pragma('synchronous', { simple: true })).toBe(1);
    plain.close();
    const raw = connect(file);
    const setting = (name: string) => raw.pragma(name, { simple: true });
    expect(setting('synchronous')).toBe(2);
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('busy_timeout')).toBeGreaterThan(0);
    expect(setting('journal_size_limit')).toBeGreaterThan(0);
    raw.close();
  });

  it('is refused where a setting cannot hold, as in a store that has no log to be synchronous with', () => {
    expect(() => connect(':memory:')).toThrow(/journal_mode is memory and must be wal/);
  });

  it('is refused where it belongs to another program, and stays as it was', async () => {
    const dir = await scratch();
    const other = new Database(join(dir, FILE_NAME));
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    expect(() => openSqlite({ dir })).toThrow(/another program/);
    const after = new Database(join(dir, FILE_NAME), { readonly: true });
    expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['theirs']);
    after.close();
  });

  it('has only strict tables, and queries see them as they are', async () => {
    const { raw, storage } = await opened();
    const loose = raw
      .prepare(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    expect(loose).toEqual([]);
    for (const [name, table] of Object.entries(tables)) {
      const real = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const columns = raw
        .prepare<[], { name: string; type: string; notnull: number; pk: number }>(
          `PRAGMA table_info(${real})`,
        )
        .all()
        .map((column) => `${column.name} ${column.type} ${column.notnull === 1 || column.pk > 0}`);
      const seen = Object.values(table).map(
        (column) => `${column.name} ${column.getSQLType().toUpperCase()} ${column.notNull}`,
      );
      expect([real, ...seen]).toEqual([real, ...columns]);
    }
    await storage.close();
  });

  it('counts history, pending amounts and due messages by index, never by looking at all rows', async () => {
    const { raw, storage } = await opened();
    for (const sql of [
      `SELECT count(*) FROM events WHERE customer = 1 AND type = 't' AND occurred_at_ms >= 1 AND occurred_at_ms < 2`,
      'SELECT count(*) FROM runs WHERE customer = 1 AND step_set = 2 AND at_ms >= 4',
      'SELECT sum(amount_minor) FROM postings WHERE account = 1 AND available_at_ms IS NOT NULL AND available_at_ms > 5',
      `SELECT min(recipient) FROM deliveries WHERE status = 'waiting' AND recipient > 'a'`,
      `SELECT no FROM deliveries WHERE status = 'waiting' AND recipient = 'a' AND due_at_ms <= 7 ORDER BY due_at_ms, no`,
      'SELECT transfer FROM postings WHERE account = 1 AND transfer < 2 ORDER BY transfer DESC LIMIT 3',
      'SELECT no FROM runs WHERE customer = 1 ORDER BY no DESC',
    ]) {
      const plan = raw
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail);
      expect([sql, plan.join('; ')]).toEqual([
        sql,
        expect.stringMatching(/^SEARCH \w+ USING [^;]+$/),
      ]);
    }
    await storage.close();
  });

  it('says that it is full, keeps nothing of what did not fit, and goes on when there is space', async () => {
    const { raw, storage } = await opened();
    await storage.accept([[arrived({ id: 'before' })]], START_MS);
    const pages = Number(raw.pragma('page_count', { simple: true }));
    raw.pragma(`max_page_count = ${pages + 4}`);
    const large = Array.from({ length: 20 }, (_, i) =>
      arrived({ id: `large-${i}`, data: { text: 'x'.repeat(5_000) } }),
    );
    await expect(storage.accept([large], START_MS)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await storage.pulse()).toMatchObject({ events: 1 });
    expect((await storage.customers(list())).items).toHaveLength(1);
    raw.pragma('max_page_count = 1000000');
    expect(await storage.accept([large], START_MS)).toMatchObject([{ outcome: 'accepted' }]);
    expect(await storage.pulse()).toMatchObject({ events: 21 });
    expect(await storage.verify()).toMatchObject({ ok: true });
    await storage.close();
  });

  it('quarantines no event for want of space: the batch is undone and waits', async () => {
    const { raw, storage } = await opened();
    await storage.createWorkflow(WORKFLOW, START_MS);
    await storage.publish(WORKFLOW.id, publishing(1));
    const events = Array.from({ length: 50 }, (_, i) => arrived({ id: `e${i}` }));
    await storage.accept([events], START_MS);
    const pages = Number(raw.pragma('page_count', { simple: true }));
    raw.pragma(`max_page_count = ${pages + 8}`);
    const batch = {
      shards: (await storage.backlog()).map(({ shard }) => shard),
      limit: 50,
      revision: await storage.revision(),
      evaluateEvent: evaluating(
        asking(({ runId }) => [
          {
            ask: 'send',
            key: runId,
            kind: 'deliver',
            to: 'rydo',
            type: 'large',
            data: { text: 'x'.repeat(5_000) },
          },
        ]),
      ),
    };
    await expect(storage.evaluate(batch)).rejects.toMatchObject({ code: 'storage-full' });
    expect((await storage.quarantined(list())).items).toEqual([]);
    expect(await storage.backlog()).toMatchObject([{ waiting: 50 }]);
    raw.pragma('max_page_count = 1000000');
    expect(await storage.evaluate(batch)).toMatchObject({ done: 50, quarantined: 0 });
    await storage.close();
  });

  it('says that it is busy while another process holds the lock, never standing still, and writes again afterwards', async () => {
    const { file, storage } = await opened();
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    const accept = () => storage.accept([[arrived({ id: 'e' })]], START_MS);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 10);
    await expect(accept()).rejects.toMatchObject({ code: 'storage-busy' });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(20);
    expect(await storage.pulse()).toMatchObject({ events: 0 });
    const waiting = accept();
    other.exec('ROLLBACK');
    other.close();
    expect(await waiting).toMatchObject([{ outcome: 'accepted' }]);
    await storage.close();
  });

  it('answers nothing more once the file turned out to be damaged', async () => {
    const { file, storage } = await opened();
    await storage.addPartner(partnerNamed('rydo'));
    await storage.close();
    const [cell] = cellsOf(file, ['partners']);
    if (cell === undefined) throw new Error('There is a partner in the file');
    const handle = await open(file, 'r+');
    // The first byte of a page says what kind of page it is; there is no kind 99.
    await handle.write(Buffer.from([99]), 0, 1, Math.floor(cell.start / 4096) * 4096);
    await handle.close();
    const damaged = openSqlite({ path: file });
    await expect(damaged.partners()).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(damaged.pulse()).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await damaged.verify()).toMatchObject({ ok: false, firstBad: { table: 'database' } });
    await damaged.close();
  });
});
