/** What the server process takes of memory while it works as fast as it can, minute after minute. */
import { readFileSync } from 'node:fs';
import { prepareStore } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { figures, race } from '../race.ts';
import { spreadOf } from '../statistics.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const SAMPLE_EVERY_MS = 500;
/** Prepared requests would fill the memory of the generator; it signs as it goes. */
const PREPARED_PER_SECOND = 1;

export const memory: Heat = {
  name: 'memory',
  what: 'resident memory of the server process under full load',
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const seconds = track.options.minutes * 60;
    const standings = await race(
      track,
      [
        {
          name: 'recipro',
          what: `${track.options.minutes} minutes, one event a request`,
          run: async (lap) => {
            const samples: number[] = [];
            let timer: NodeJS.Timeout | undefined;
            const lapped = reciproLap(track, {
              prepared,
              prefix: `memory-${lap}`,
              run: { seconds },
              preparedPerSecond: PREPARED_PER_SECOND,
              workflows: 1,
              started: ({ pids }) => {
                timer = setInterval(
                  () => samples.push(residentMb(pids['server'] ?? 0)),
                  SAMPLE_EVERY_MS,
                );
              },
              inspect: async () => {
                clearInterval(timer);
                return memoryFigures(samples);
              },
            });
            return lapped.finally(() => clearInterval(timer));
          },
        },
      ],
      1,
    );
    const [recipro] = standings;
    if (recipro === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S11', what: 'most resident memory', unit: 'MB', bound: { atMost: 350 } },
          figures(recipro, 'mostMb'),
        ),
        judge(
          {
            id: 'S11',
            what: 'flat: last quarter against second',
            unit: 'ratio',
            bound: { atMost: 1.1 },
          },
          figures(recipro, 'growth'),
        ),
      ],
      notes: ['Ask for the ten minutes of the goal with --minutes 10.'],
    };
  },
};

/** The first quarter is warming up. */
function memoryFigures(samples: readonly number[]) {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const second = spreadOf(samples.slice(quarter, 2 * quarter)).median;
  const last = spreadOf(samples.slice(-quarter)).median;
  return {
    mostMb: Math.max(0, ...samples),
    lastMb: last,
    growth: second === 0 ? 0 : last / second,
  };
}

/** Linux tells it in /proc; elsewhere there is nothing to read and nothing is measured. */
function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}
