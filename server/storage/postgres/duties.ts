/** Duties that one process at a time has: a row says who and until when. */
import type { Storage } from '../storage.ts';
import type { Postgres } from './database.ts';
import { statement } from './statement.ts';

const held = statement<[duty: string, holder: string, nowMs: number], { readonly fence: number }>(
  'SELECT fence FROM duties WHERE duty = $1 AND holder <> $2 AND until_ms > $3',
);
/** Of two who come at once, the second waits for the first one's row and then finds the duty taken. */
const take = statement<
  [duty: string, holder: string, nowMs: number, untilMs: number],
  { readonly fence: number }
>(
  `INSERT INTO duties (duty, holder, until_ms, fence) VALUES ($1, $2, $4, 1)
   ON CONFLICT (duty) DO UPDATE SET fence = duties.fence + (duties.holder <> excluded.holder)::int,
     holder = excluded.holder, until_ms = excluded.until_ms
   WHERE duties.holder = excluded.holder OR duties.until_ms <= $3
   RETURNING fence`,
);
const drop = statement<[duty: string, holder: string]>(
  'UPDATE duties SET until_ms = 0 WHERE duty = $1 AND holder = $2',
);

export function duties(postgres: Postgres): Pick<Storage, 'takeDuty' | 'dropDuty'> {
  return {
    async takeDuty({ name, holder, nowMs, leaseMs }) {
      // Most who ask are told no, and need not write for that.
      if ((await postgres.read((tx) => tx.get(held, name, holder, nowMs))) !== undefined)
        return null;
      return postgres.write(
        async (tx) => (await tx.get(take, name, holder, nowMs, nowMs + leaseMs)) ?? null,
      );
    },
    dropDuty: (name, holder) =>
      postgres.write(async (tx) => void (await tx.run(drop, name, holder))),
  };
}
