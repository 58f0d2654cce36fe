/**
 * Event to committed effects, one event a request, against what a user would take instead: Node-RED, n8n, and the hand-written usual.
 * P1. Node-RED checks no signature and stores nothing, n8n checks no signature; both are favoured by it.
 */
import { prepareStore } from '../contestants/recipro.ts';
import type { Contestant } from '../contestants/script.ts';
import { judge } from '../goal.ts';
import type { Verdict } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { openLoad } from '../load/load.ts';
import { bring } from '../peers/install.ts';
import { N8N, startN8n } from '../peers/n8n.ts';
import { NODE_RED, startNodeRed } from '../peers/node-red.ts';
import type { Style } from '../peers/node-red.ts';
import { startUsual } from '../peers/usual/start.ts';
import { race, ratios } from '../race.ts';
import type { Contender, Lap, Standing } from '../race.ts';
import type { Track } from '../track.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { drained, loadFaults, reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 10_000;
const SLOW_PER_SECOND = 3_000;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export const peers: Heat = {
  name: 'peers',
  what: 'event to committed effects, one event a request, 50 connections',
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const notes: string[] = [];
    const contenders: Contender[] = [
      {
        name: 'recipro',
        what: 'SQLite and the embedded queue, one process',
        run: (lap) =>
          reciproLap(track, {
            prepared,
            prefix: `peers-${lap}`,
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 1,
          }),
      },
      {
        name: 'usual',
        what: 'Express, one BullMQ job an event, json-rules-engine, SQLite; two processes and Redis',
        run: (lap) => usualLap(track, `usual-${lap}`),
      },
    ];
    const nodeRed = await bring(track, NODE_RED);
    if ('missing' in nodeRed) notes.push(nodeRed.missing);
    else
      for (const style of ['switches', 'function'] as const)
        contenders.push({
          name: `node-red-${style}`,
          what: `Node-RED, ten comparisons as ${style}, stores nothing, checks no signature`,
          run: (lap) => nodeRedLap(track, nodeRed.folder, style, `red-${style}-${lap}`),
        });
    const n8n = await bring(track, N8N);
    if ('missing' in n8n) notes.push(n8n.missing);
    else
      contenders.push({
        name: 'n8n',
        what: 'n8n on SQLite, ten comparisons, keeps every execution, checks no signature',
        run: (lap) => n8nLap(track, n8n.folder, `n8n-${lap}`),
      });
    const standings = await race(track, contenders);
    return { standings, verdicts: verdictsOf(standings), notes };
  },
};

function verdictsOf(standings: readonly Standing[]): readonly Verdict[] {
  const named = (name: string) => standings.find((each) => each.name === name);
  const recipro = named('recipro');
  const against = (name: string, id: string, atLeast: number) => {
    const other = named(name);
    if (recipro === undefined || other === undefined) return [];
    const goal = { id, what: `against ${name}`, unit: 'ratio', bound: { atLeast } };
    return [judge(goal, ratios(recipro, other))];
  };
  return [
    ...against('node-red-switches', 'S3', 4.5),
    ...against('node-red-function', 'S3', 4.5),
    ...against('usual', 'S4', 6),
    ...against('n8n', 'S5', 120),
  ];
}

async function usualLap(track: Track, prefix: string): Promise<Lap> {
  const { seconds, warmupSeconds } = track.options;
  const server = await startUsual(track, SECRET);
  const load = openLoad({ port: server.port, prefix, secret: SECRET });
  const stopLoad = track.leaving(() => load.stop());
  await load.prepare(SLOW_PER_SECOND * (seconds + warmupSeconds));
  const warm = await load.run({ seconds: warmupSeconds });
  await drained(server);
  const report = await load.run({ seconds });
  const drainSeconds = await drained(server);
  await stopLoad();
  const faults = [
    ...server.faults(warm.accepted + report.accepted, warm.points + report.points),
    ...loadFaults(report),
  ];
  await server.stop();
  return {
    perSecond: report.accepted / (report.seconds + drainSeconds),
    faults,
    figures: {
      acceptedPerSecond: report.accepted / report.seconds,
      acceptP99Ms: report.latencyMs.p99,
      drainSeconds,
    },
  };
}

async function nodeRedLap(
  track: Track,
  folder: string,
  style: Style,
  prefix: string,
): Promise<Lap> {
  return unstoredLap(track, await startNodeRed(track, folder, style), prefix);
}

async function n8nLap(track: Track, folder: string, prefix: string): Promise<Lap> {
  const { seconds, warmupSeconds } = track.options;
  const server = await startN8n(track, folder);
  const load = openLoad({ port: server.port, path: '/webhook/events', prefix });
  const stopLoad = track.leaving(() => load.stop());
  const warm = await load.run({ seconds: warmupSeconds });
  await drained(server);
  const report = await load.run({ seconds });
  const drainSeconds = await drained(server);
  await stopLoad();
  const accepted = warm.accepted + report.accepted;
  const finished = server.finished();
  await server.stop();
  return {
    perSecond: report.accepted / (report.seconds + drainSeconds),
    faults: [
      ...(finished === accepted ? [] : [`executions are ${finished} and must be ${accepted}`]),
      ...loadFaults(report),
    ],
    figures: { acceptP99Ms: report.latencyMs.p99, acceptP50Ms: report.latencyMs.p50, drainSeconds },
  };
}

/** A contestant that stores nothing is checked by its answers alone. */
async function unstoredLap(track: Track, server: Contestant, prefix: string): Promise<Lap> {
  const { seconds, warmupSeconds } = track.options;
  const load = openLoad({ port: server.port, prefix });
  const stopLoad = track.leaving(() => load.stop());
  await load.prepare(SLOW_PER_SECOND * (seconds + warmupSeconds));
  await load.run({ seconds: warmupSeconds });
  const report = await load.run({ seconds });
  await stopLoad();
  await server.stop();
  return {
    perSecond: report.accepted / report.seconds,
    faults: loadFaults(report),
    figures: { acceptP99Ms: report.latencyMs.p99, acceptP50Ms: report.latencyMs.p50 },
  };
}
