/**
 * A store with a long past against an empty one, with a workflow that counts the customer's earlier rides.
 * The past is real: every event of it was worked through, so the books of the big store can be checked like any other.
 */
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { prepareStore } from '../contestants/recipro.ts';
import type { Prepared } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { race, ratios } from '../race.ts';
import type { Track } from '../track.ts';
import { arrivals } from '../workload/arrived.ts';
import { worker } from '../workload/worked.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 8_000;
const EVENTS_A_CUSTOMER = 10;
const AT_ONCE = 1_000;

export const bigStore: Heat = {
  name: 'big-store',
  what: 'a store with a long past against an empty one, facts of history included',
  async run(track) {
    const events = Math.ceil(track.options.events / AT_ONCE) * AT_ONCE;
    const customers = Math.ceil(events / EVENTS_A_CUSTOMER);
    const workflow = rideWorkflow({ history: true });
    const empty = await prepareStore(track, [workflow]);
    const big = await prepareStore(track, [workflow]);
    await fill(track, big, events, customers);
    const contender = (name: string, what: string, prepared: Prepared) => ({
      name,
      what,
      run: (lap: number) =>
        reciproLap(track, {
          prepared,
          prefix: `${name}-${lap}`,
          target: { customers },
          preparedPerSecond: FAST_PER_SECOND,
          workflows: 1,
        }),
    });
    const standings = await race(track, [
      contender('empty', 'an empty store', empty),
      contender('big', `${events} events of ${customers} customers before`, big),
    ]);
    const [small, large] = standings;
    if (small === undefined || large === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          {
            id: 'S10',
            what: 'the big store against the empty one',
            unit: 'ratio',
            bound: { atLeast: 0.7 },
          },
          ratios(large, small),
        ),
      ],
      notes: [
        'Ask for the ten million of the goal with --events 10000000; filling takes as long as they take.',
      ],
    };
  },
};

async function fill(
  track: Track,
  { dataDir }: Prepared,
  events: number,
  customers: number,
): Promise<void> {
  const storage = openSqlite({ dir: dataDir });
  const work = worker(storage, arrivals({ prefix: 'past', customers }));
  for (let done = 0; done < events; done += AT_ONCE) {
    await work(AT_ONCE);
    if (done % (events / 10) < AT_ONCE) track.say(`  filling the big store: ${done} of ${events}`);
  }
  await storage.close();
}
