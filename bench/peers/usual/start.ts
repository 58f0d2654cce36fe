/** Starts the usual: Redis, one api process, one worker process, one SQLite file; and looks into its books. */
import path from 'node:path';
import Database from 'better-sqlite3';
import { startRedis } from '../../../test/redis.ts';
import { startScript } from '../../contestants/script.ts';
import type { Contestant } from '../../contestants/script.ts';
import type { Track } from '../../track.ts';

export type Usual = Contestant & {
  waiting(): Promise<number>;
  /** What is wrong with the books after these many events with these many points. */
  faults(events: number, points: number): readonly string[];
};

export async function startUsual(track: Track, secret: string): Promise<Usual> {
  const folder = await track.folder('usual');
  const file = path.join(folder, 'usual.db');
  const { started: redis, stop: stopRedis } = await track.started(startRedis(), (running) =>
    running.stop(),
  );
  const args = [file, String(redis.port)];
  const door = { script: '../peers/usual/api.ts', args: [...args, secret] };
  const api = await startScript(track, door);
  const worker = await startScript(track, { script: '../peers/usual/worker.ts', args });
  const db = new Database(file, { readonly: true });
  const one = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  const waiting = db.prepare<[], number>('SELECT count(*) FROM events WHERE done = 0').pluck();
  return {
    port: api.port,
    pid: api.pid,
    waiting: async () => waiting.get() ?? 0,
    faults(events, points) {
      const wanted: readonly (readonly [string, string, number])[] = [
        ['events', 'SELECT count(*) FROM events WHERE done = 1', events],
        ['runs', 'SELECT count(*) FROM runs WHERE met = 1', events],
        ['messages', 'SELECT count(*) FROM outbox', events],
        ['postings', 'SELECT count(*) FROM postings', 2 * events],
        ['the sum of all postings', 'SELECT sum(amount) FROM postings', 0],
        ['points', `SELECT sum(amount) FROM balances WHERE account <> 'issued'`, points],
        ['scores', 'SELECT sum(value) FROM scores', events],
      ];
      return wanted.flatMap(([name, sql, value]) => {
        const found = one(sql);
        return found === value ? [] : [`${name} is ${found} and must be ${value}`];
      });
    },
    async stop() {
      db.close();
      await worker.stop();
      await api.stop();
      await stopRedis();
      await track.discard(folder);
    },
  };
}
