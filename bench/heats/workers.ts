/** One api and workers with Redis between them against one process, all on one SQLite file. */
import { prepareStore, startRecipro } from '../contestants/recipro.ts';
import { startScaled } from '../contestants/scaled.ts';
import type { Deployment } from '../deployment.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { race, ratios } from '../race.ts';
import type { Contender } from '../race.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 8_000;

export const workers: Heat = {
  name: 'workers',
  what: 'one event a request, on SQLite: one process, or api and workers with Redis between them',
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const contender = (
      name: string,
      what: string,
      start: () => Promise<Deployment>,
    ): Contender => ({
      name,
      what,
      run: (lap) =>
        reciproLap(track, {
          prepared,
          start,
          prefix: `${name}-${lap}`,
          preparedPerSecond: FAST_PER_SECOND,
          workflows: 1,
        }),
    });
    const standings = await race(track, [
      contender('one-process', 'embedded queue', () => startRecipro(track, prepared)),
      contender('one-worker', 'api + 1 worker + Redis', () => startScaled(track, prepared, 1)),
      contender('two-workers', 'api + 2 workers + Redis', () => startScaled(track, prepared, 2)),
    ]);
    const [alone, one, two] = standings;
    if (alone === undefined || one === undefined || two === undefined)
      throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          {
            id: 'S7',
            what: 'one worker against one process',
            unit: 'ratio',
            bound: { atLeast: 0.9 },
          },
          ratios(one, alone),
        ),
        judge(
          { id: 'S7', what: 'two workers against one', unit: 'ratio', bound: { atLeast: 1 } },
          ratios(two, one),
        ),
      ],
      notes: ['The load generator, Redis and all processes share the processors of this machine.'],
    };
  },
};
