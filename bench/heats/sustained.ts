/** Events to committed effects, one event a request, for as long as asked: the rate, what waits meanwhile, and what an event takes on disk. */
import path from 'node:path';
import Database from 'better-sqlite3';
import { prepareStore } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { figures, race } from '../race.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 10_000;

export const sustained: Heat = {
  name: 'sustained',
  what: 'event to committed effects, one event a request, 50 connections, one process',
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const standings = await race(track, [
      {
        name: 'recipro',
        what: 'SQLite and the embedded queue, committed events',
        run: (lap) =>
          reciproLap(track, {
            prepared,
            prefix: `sustained-${lap}`,
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 1,
            inspect: async ({ dataDir }) => ({ bytesAnEvent: bytesAnEvent(dataDir) }),
          }),
      },
    ]);
    const [recipro] = standings;
    if (recipro === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          {
            id: 'S3',
            what: 'backlog flat: what is left at the end is worked off in',
            unit: 's',
            bound: { atMost: 1 },
          },
          figures(recipro, 'drainSeconds'),
        ),
        judge(
          { id: 'S12', what: 'bytes on disk an event', unit: 'bytes', bound: { atMost: 1536 } },
          figures(recipro, 'bytesAnEvent'),
        ),
      ],
      notes: ['The rate itself is held against others by the topics peers and scale.'],
    };
  },
};

/** The whole file as it is after the next checkpoint, over all events in it; what an empty store takes is a part that soon does not count. */
function bytesAnEvent(dataDir: string): number {
  const raw = new Database(path.join(dataDir, 'recipro.db'), { readonly: true });
  const one = (sql: string) => raw.prepare<[], number>(sql).pluck().get() ?? 0;
  const bytes = one('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size');
  const events = one('SELECT count(*) FROM events');
  raw.close();
  return bytes / events;
}
