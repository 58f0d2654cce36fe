/** Batches of a hundred events on PostgreSQL against pgbench with the same statements in the same transactions as a script. */
import { faultsOf } from '../audit/books.ts';
import { viewPostgres } from '../audit/postgres.ts';
import { replay } from '../contestants/replay.ts';
import { preparePostgres, startOnPostgres } from '../contestants/scaled.ts';
import type { PreparedPostgres } from '../contestants/scaled.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { race, ratios } from '../race.ts';
import type { Lap } from '../race.ts';
import type { Track } from '../track.ts';
import { reciproLap } from './recipro-lap.ts';

const BATCH = 100;
const CONNECTIONS = 8;
const FAST_REQUESTS_PER_SECOND = 60;

export const postgresBatches: Heat = {
  name: 'postgres-batches',
  what: `batches of ${BATCH} events a request on PostgreSQL, ${CONNECTIONS} connections`,
  async run(track) {
    const prepared = await preparePostgres(track);
    const standings = await race(track, [
      {
        name: 'recipro',
        what: 'one process and the embedded queue, committed events',
        run: (lap) =>
          reciproLap(track, {
            prepared,
            start: () => startOnPostgres(track, prepared),
            prefix: `postgres-${lap}`,
            target: { batch: BATCH },
            run: { connections: CONNECTIONS },
            preparedPerSecond: FAST_REQUESTS_PER_SECOND,
            workflows: 1,
          }),
      },
      {
        name: 'pgbench',
        what: 'the same statements as a script, one connection',
        run: (lap) => pgbenchLap(track, prepared, `pgbench-${lap}`),
      },
    ]);
    const [recipro, pgbench] = standings;
    if (recipro === undefined || pgbench === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S13', what: 'against pgbench', unit: 'ratio', bound: { atLeast: 0.5 } },
          ratios(recipro, pgbench),
        ),
      ],
      notes: [],
    };
  },
};

async function pgbenchLap(
  track: Track,
  { server, template }: PreparedPostgres,
  prefix: string,
): Promise<Lap> {
  const recorded = await server.database(template);
  const replayed = await server.database(template);
  const played = await replay(track, 'pgbench.ts', { recorded, replayed, prefix });
  const view = await viewPostgres(replayed);
  const faults = faultsOf(await view.books(), { ...played, workflows: 1 });
  await view.close();
  return { perSecond: played.timedEvents / played.seconds, faults, figures: {} };
}
