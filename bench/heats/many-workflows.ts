/**
 * A thousand live workflows of fifty event types against one, with the same work for each event: one workflow's conditions are met.
 * Each type has twenty workflows that ask for another campaign each.
 */
import { prepareStore } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { race, ratios } from '../race.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const WORKFLOWS = 1_000;
const TYPES = 50;
const CAMPAIGNS = WORKFLOWS / TYPES;
const FAST_PER_SECOND = 8_000;

export const manyWorkflows: Heat = {
  name: 'many-workflows',
  what: `${WORKFLOWS} live workflows of ${TYPES} event types against 1`,
  async run(track) {
    const types = Array.from({ length: TYPES }, (_, place) => `ride.completed.${place}`);
    const documents = types.flatMap((event, type) =>
      Array.from({ length: CAMPAIGNS }, (_, campaign) =>
        rideWorkflow({ id: `rides-${type}-${campaign}`, event, campaign }),
      ),
    );
    const one = await prepareStore(track, [rideWorkflow()]);
    const many = await prepareStore(track, documents);
    const standings = await race(track, [
      {
        name: 'one',
        what: '1 live workflow',
        run: (lap) =>
          reciproLap(track, {
            prepared: one,
            prefix: `one-${lap}`,
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 1,
          }),
      },
      {
        name: 'thousand',
        what: `${CAMPAIGNS} workflows of each type, of which 1 asks for the campaign of the event`,
        run: (lap) =>
          reciproLap(track, {
            prepared: many,
            prefix: `thousand-${lap}`,
            target: { types, campaigns: CAMPAIGNS },
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 1,
          }),
      },
    ]);
    const [few, thousand] = standings;
    if (few === undefined || thousand === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S9', what: '1,000 workflows against 1', unit: 'ratio', bound: { atLeast: 0.7 } },
          ratios(thousand, few),
        ),
      ],
      notes: [],
    };
  },
};
