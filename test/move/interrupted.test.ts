/** A move that is cut off anywhere goes on with the next call and ends as if it had never been. */
import type { MoveProgress } from '@recipro/server/storage/move/move.ts';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { describe, expect, it } from 'vitest';
import { startMoving } from './moving-process.ts';
import { pictureOf } from './picture.ts';
import { moving, places } from './places.ts';

const nowMs = () => 1;

describe('a move that is interrupted', () => {
  const { folder, database, server } = places(24);

  /** What the new store says when nothing interrupted the move. */
  async function undisturbed() {
    const [dir, url] = [await folder(), await database()];
    await moving(dir, url);
    return pictureAt(url);
  }

  async function pictureAt(url: string) {
    const storage = await openPostgres({ url, nowMs });
    const picture = await pictureOf(storage);
    await storage.close();
    return picture;
  }

  it('after every batch, while it compares, and before the last check, ends equal', async () => {
    const expected = await undisturbed();
    const [dir, url] = [await folder(), await database()];
    const later: string[] = ['building indexes', 'comparing', 'comparing', 'checking the copy'];
    let cuts = 0;
    /** Each call copies one batch; when all is copied, it is cut off a few times more. */
    const cutOff = ({ stage }: MoveProgress) => {
      if (stage === 'checking' || (stage !== 'copying' && later.at(0) !== stage)) return;
      if (stage !== 'copying') later.shift();
      cuts += 1;
      throw new Error('cut off');
    };
    for (;;) {
      const moved = await moving(dir, url, { batchRows: 40, tell: cutOff }).catch(String);
      if (moved !== 'Error: cut off') {
        expect(moved).toMatchObject({ now: true });
        break;
      }
      await expect(openPostgres({ url })).rejects.toThrow('not whole yet');
      expect(() => openSqlite({ dir })).toThrow('not all of it is there yet');
    }
    expect(later).toEqual([]);
    expect(cuts).toBeGreaterThan(24);
    expect(await pictureAt(url)).toEqual(expected);
  });

  it('by a restart of PostgreSQL, at several moments, ends equal', async () => {
    const expected = await undisturbed();
    const [dir, url] = [await folder(), await database()];
    let restarts = 0;
    for (;;) {
      const restarting: Promise<void>[] = [];
      let batches = 0;
      try {
        const moved = await moving(dir, url, {
          batchRows: 30,
          tell: ({ stage }) => {
            batches += 1;
            if (restarts >= 3 || restarting.length > 0 || batches < 10) return;
            if (stage === 'checking') return;
            restarts += 1;
            restarting.push(server().restart());
          },
        });
        expect(moved.resumedAfter).toBeGreaterThan(0);
        break;
      } catch (error) {
        expect(error).toMatchObject({ code: 'storage-busy' });
        expect(error).toMatchObject({ message: expect.stringContaining('Run the same command') });
      }
      await Promise.all(restarting);
    }
    expect(restarts).toBe(3);
    expect(await pictureAt(url)).toEqual(expected);
  });

  it('by kill -9 of the command, at several moments, ends equal', async () => {
    const expected = await undisturbed();
    const [dir, url] = [await folder(), await database()];
    for (const lines of [2, 5, 9]) {
      const command = startMoving(dir, url);
      await command.said(lines);
      await command.kill();
    }
    const last = startMoving(dir, url);
    expect(await last.end()).toMatchObject({ code: 0 });
    expect(await pictureAt(url)).toEqual(expected);
  }, 240_000);
});
