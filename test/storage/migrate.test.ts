/** Migrations: once each, whole or not at all, whoever starts and whoever dies. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migratingPostgres, migratingSqlite } from './migrating.ts';
import type { Migration } from './migrating.ts';
import { openAt } from './open-at.ts';

const STARTER = join(import.meta.dirname, 'starter.ts');
const STARTERS = 4;

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [STARTER, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

for (const store of [migratingSqlite(), migratingPostgres()]) {
  describe(`migrations of ${store.name}`, () => {
    const { known } = store;
    const next: Migration = { number: 9001, name: '9001-next.sql', sql: store.later };

    it('are applied in order, once, and are counted from 1 without gaps', async () => {
      const where = await store.place();
      expect(known.map(({ number }) => number)).toEqual(known.map((_, index) => index + 1));
      await (await openAt(where)).close();
      const first = await store.schema(where);
      expect(first.length).toBeGreaterThan(50);
      await (await openAt(where)).close();
      expect(await store.schema(where)).toEqual(first);
      expect(await store.applied(where)).toEqual(known.map(({ name }) => name));
    });

    it(`run once when ${STARTERS} programs start at once on an empty store`, async () => {
      const where = await store.place();
      const starters = Array.from({ length: STARTERS }, () => start(where));
      const ends = await Promise.all(starters.map((starter) => once(starter, 'exit')));
      expect(ends.map(([code]) => code)).toEqual(starters.map(() => 0));
      expect(await store.applied(where)).toEqual(known.map(({ name }) => name));
    });

    it('leave nothing behind when the program is killed in the middle of one, and the next start does it all', async () => {
      const [where, whole] = [await store.place(), await store.place()];
      const [first] = known;
      if (first === undefined) throw new Error('There is a migration');
      const stopped = await store.stopping(where);
      const starter = start(where, first.name, store.stop);
      const exited = once(starter, 'exit');
      await stopped(starter);
      starter.kill('SIGKILL');
      await exited;
      expect(await store.applied(where)).toEqual([]);
      await (await openAt(where)).close();
      await (await openAt(whole)).close();
      expect(await store.schema(where)).toEqual(await store.schema(whole));
    });

    it('are undone whole when one of their statements fails', async () => {
      const where = await store.place();
      const broken = { ...next, sql: `${next.sql}; ${next.sql}` };
      await expect(store.migrate(where, [...known, broken])).rejects.toThrow(/already exists/);
      expect(await store.applied(where)).toEqual(known.map(({ name }) => name));
      expect(await store.schema(where)).not.toContain('later');
      await store.migrate(where, [...known, next]);
      expect(await store.applied(where)).toContain(next.name);
      expect(await store.schema(where)).toContain('later');
    });

    it('refuse a store that a newer program has migrated, and one whose migration was another text', async () => {
      const where = await store.place();
      await store.migrate(where, [...known, next]);
      await expect(openAt(where)).rejects.toThrow(/newer program \(it has 9001-next\.sql\)/);
      const edited = { ...next, sql: `${next.sql} -- edited` };
      await expect(store.migrate(where, [...known, edited])).rejects.toThrow(/is not the text/);
    });
  });
}
