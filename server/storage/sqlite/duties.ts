/** Duties that one process at a time has: a row says who and until when. */
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';

export function duties(sqlite: Sqlite): Pick<Storage, 'takeDuty' | 'dropDuty'> {
  const { raw } = sqlite;
  const held = raw
    .prepare<[string, string, number], number>(
      'SELECT 1 FROM duties WHERE duty = ? AND holder <> ? AND until_ms > ?',
    )
    .pluck();
  const take = raw
    .prepare<[string, string, number], number>(
      `INSERT INTO duties (duty, holder, until_ms, fence) VALUES (?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET fence = fence + (holder <> excluded.holder), holder = excluded.holder,
         until_ms = excluded.until_ms
       RETURNING fence`,
    )
    .pluck();
  const drop = raw.prepare<[string, string]>(
    'UPDATE duties SET until_ms = 0 WHERE duty = ? AND holder = ?',
  );
  return {
    async takeDuty({ name, holder, nowMs, leaseMs }) {
      // Most who ask are told no, and need not stand in line to write for that.
      if (await sqlite.read(() => held.get(name, holder, nowMs) !== undefined)) return null;
      return sqlite.write(() => {
        if (held.get(name, holder, nowMs) !== undefined) return null;
        return { fence: take.get(name, holder, nowMs + leaseMs) ?? 0 };
      });
    },
    dropDuty: (name, holder) => sqlite.write(() => void drop.run(name, holder)),
  };
}
