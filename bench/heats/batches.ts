/** Batches of a hundred events against the physical limit of the store: the same statements in a bare loop, a thousand events to a transaction. */
import { faultsOf } from '../audit/books.ts';
import { viewSqlite } from '../audit/sqlite.ts';
import { copyOf, prepareStore } from '../contestants/recipro.ts';
import { replay } from '../contestants/replay.ts';
import type { Prepared } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { race, ratios } from '../race.ts';
import type { Lap } from '../race.ts';
import type { Track } from '../track.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const BATCH = 100;
const FAST_REQUESTS_PER_SECOND = 120;
const CONNECTIONS = 8;
export const batches: Heat = {
  name: 'batches',
  what: `batches of ${BATCH} events a request, ${CONNECTIONS} connections`,
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const standings = await race(track, [
      {
        name: 'recipro',
        what: 'committed events',
        run: (lap) =>
          reciproLap(track, {
            prepared,
            prefix: `batches-${lap}`,
            target: { batch: BATCH },
            run: { connections: CONNECTIONS },
            preparedPerSecond: FAST_REQUESTS_PER_SECOND,
            workflows: 1,
          }),
      },
      {
        name: 'sql-loop',
        what: 'the same statements alone, a thousand events a transaction',
        run: (lap) => loopLap(track, prepared, `loop-${lap}`),
      },
    ]);
    const [recipro, loop] = standings;
    if (recipro === undefined || loop === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S6', what: 'against the bare SQL loop', unit: 'ratio', bound: { atLeast: 0.6 } },
          ratios(recipro, loop),
        ),
      ],
      notes: [],
    };
  },
};

async function loopLap(track: Track, prepared: Prepared, prefix: string): Promise<Lap> {
  const recorded = await copyOf(track, prepared);
  const replayed = await copyOf(track, prepared);
  const played = await replay(track, 'sql-loop.ts', { recorded, replayed, prefix });
  const view = viewSqlite(replayed);
  const faults = faultsOf(await view.books(), { ...played, workflows: 1 });
  await view.close();
  await track.discard(recorded);
  await track.discard(replayed);
  return { perSecond: played.timedEvents / played.seconds, faults, figures: {} };
}
