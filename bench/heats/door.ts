/** How fast events are taken and kept: our door against plain node:http and against Express, both of which keep nothing. */
import { prepareStore } from '../contestants/recipro.ts';
import { startScript } from '../contestants/script.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { openLoad } from '../load/load.ts';
import { race, ratios } from '../race.ts';
import type { Contender, Lap } from '../race.ts';
import type { Track } from '../track.ts';
import { loadFaults, reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 14_000;

export const door: Heat = {
  name: 'door',
  what: 'durable intake, one event a request, 50 connections',
  async run(track) {
    const prepared = await prepareStore(track, []);
    const contenders: Contender[] = [
      {
        name: 'recipro',
        what: 'every event on disk before its 202; no workflow is live',
        run: (lap) =>
          reciproLap(track, {
            prepared,
            prefix: `door-${lap}`,
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 0,
          }),
      },
      rival(
        track,
        'node-http',
        'plain node:http, same JSON and HMAC, keeps nothing',
        'plain-http.ts',
      ),
      rival(track, 'ceiling', 'answers unread: what the load generator can send', 'ceiling.ts'),
      rival(track, 'express', 'Express + express.json, same HMAC, keeps nothing', 'express.ts'),
    ];
    const standings = await race(track, contenders);
    const [recipro, http, ceiling, express] = standings;
    if (
      recipro === undefined ||
      http === undefined ||
      ceiling === undefined ||
      express === undefined
    )
      throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S1', what: 'against node:http', unit: 'ratio', bound: { atLeast: 0.85 } },
          ratios(recipro, http),
        ),
        judge(
          { id: 'S2', what: 'against Express', unit: 'ratio', bound: { atLeast: 3.5 } },
          ratios(recipro, express),
        ),
        judge(
          {
            id: 'load',
            what: 'the load generator sends more than node:http takes',
            unit: 'ratio',
            bound: { atLeast: 1.5 },
          },
          ratios(ceiling, http),
        ),
      ],
      notes: [],
    };
  },
};

/** A server that keeps nothing has nothing to check but that every request was answered. */
function rival(track: Track, name: string, what: string, script: string): Contender {
  return {
    name,
    what,
    run: async (lap): Promise<Lap> => {
      const { seconds, warmupSeconds } = track.options;
      const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      const server = await startScript(track, { script, args: [secret] });
      const load = openLoad({ port: server.port, prefix: `${name}-${lap}`, secret });
      const stopLoad = track.leaving(() => load.stop());
      await load.prepare(FAST_PER_SECOND * (seconds + warmupSeconds));
      await load.run({ seconds: warmupSeconds });
      const report = await load.run({ seconds });
      await stopLoad();
      await server.stop();
      return {
        perSecond: report.accepted / report.seconds,
        faults: loadFaults(report),
        figures: {
          acceptP50Ms: report.latencyMs.p50,
          acceptP99Ms: report.latencyMs.p99,
          generatorShare: report.processorShare,
        },
      };
    },
  };
}
