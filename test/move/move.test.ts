/** A store that was moved: the same answers to every question, and it goes on where the old one stopped. */
import Database from 'better-sqlite3';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { describe, expect, it } from 'vitest';
import {
  arrived,
  asking,
  evaluating,
  ALL_SHARDS,
  partnerNamed,
  post,
  START_MS,
} from '../storage/story.ts';
import { evaluateAll, waiting } from './filled-store.ts';
import { pictureOf } from './picture.ts';
import { moving, places } from './places.ts';

const nowMs = () => START_MS;

describe('a store that was moved', () => {
  const { folder, database } = places();

  it('had something in every table', async () => {
    const raw = new Database(join(await folder(), FILE_NAME));
    const tables = raw
      .prepare<[], string>(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all();
    const empty = tables.filter(
      (table) => raw.prepare(`SELECT 1 FROM ${table}`).get() === undefined,
    );
    raw.close();
    expect(tables.length).toBeGreaterThan(20);
    expect(empty).toEqual([]);
  });

  it('answers every question as it did, to the last hash, trace and revision', async () => {
    const [dir, url] = [await folder(), await database()];
    const aside = `${dir}-aside`;
    await cp(dir, aside, { recursive: true });
    const moved = await moving(dir, url);
    expect(moved).toMatchObject({ now: true, resumedAfter: 0, books: { ok: true } });
    const [old, copy] = [openSqlite({ dir: aside, nowMs }), await openPostgres({ url, nowMs })];
    const before = await pictureOf(old);
    expect(await pictureOf(copy)).toEqual(before);
    expect(moved.books).toEqual(before.verified);
    expect(before.runs.length).toBeGreaterThan(50);
    await old.close();
    await copy.close();
  });

  it('evaluates what waited, once, and does with it what the old one would have done', async () => {
    const [dir, url] = [await folder(), await database()];
    const aside = `${dir}-aside`;
    await cp(dir, aside, { recursive: true });
    await moving(dir, url);
    const [old, copy] = [openSqlite({ dir: aside, nowMs }), await openPostgres({ url, nowMs })];
    for (const storage of [old, copy]) {
      expect((await storage.backlog()).reduce((sum, line) => sum + line.waiting, 0)).toBe(8);
      await storage.accept([[arrived({ id: 'new', subject: 'new' })]], START_MS);
      await storage.addPartner(partnerNamed('late', 'LATE'));
      await evaluateAll(storage, (run) => [
        post(run),
        { ask: 'send', key: run.runId, kind: 'deliver', to: 'late', type: 'paid', data: {} },
      ]);
      expect(await storage.backlog()).toEqual([]);
    }
    const [before, after] = [await pictureOf(old), await pictureOf(copy)];
    expect(after).toEqual(before);
    expect(
      after.run.filter((run) => run !== null && waiting().includes(run.event.id)),
    ).toHaveLength(waiting().length);
    await old.close();
    await copy.close();
  });

  it('takes a batch as it comes, and refuses nothing for a number that was used', async () => {
    const [dir, url] = [await folder(), await database()];
    await moving(dir, url);
    const copy = await openPostgres({ url, nowMs });
    const again = await copy.accept(
      [[arrived({ id: 'ride-0', subject: 'rider-0', data: { text: 'æ\u0001\\"\n', i: 0 } })]],
      START_MS,
    );
    expect(again).toMatchObject([{ outcome: 'accepted', events: [{ outcome: 'duplicate' }] }]);
    const revision = await copy.revision();
    const evaluateEvent = evaluating(
      asking((run) => [
        post(run, { from: `customer:${run.customerId}`, to: 'partner:cafe:issued' }),
        {
          ask: 'issue-voucher',
          key: `k-${run.runId}`,
          offer: 'o',
          redeemer: 'cafe',
          expiresAtMs: null,
        },
      ]),
    );
    const batch = { shards: ALL_SHARDS, throughSeq: 10_000, limit: 100, revision, evaluateEvent };
    expect(await copy.evaluate(batch)).toMatchObject({ done: 8, quarantined: 0, more: false });
    expect(await copy.verify()).toMatchObject({ ok: true });
    await copy.close();
  });
});
