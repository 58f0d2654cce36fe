/** How long one event takes when the server is not full: a thousand a second at fixed times, to the 202 and to the message in the outbox. */
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { prepareStore } from '../contestants/recipro.ts';
import { judge } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { figures, race } from '../race.ts';
import { quantile } from '../statistics.ts';
import { rideWorkflow } from '../workload/workflow.ts';
import { reciproLap } from './recipro-lap.ts';

const PER_SECOND = 1_000;
const LOOK_EVERY_MS = 2;

export const latency: Heat = {
  name: 'latency',
  what: `${PER_SECOND} events a second at fixed times`,
  async run(track) {
    const prepared = await prepareStore(track, [rideWorkflow()]);
    const standings = await race(track, [
      {
        name: 'recipro',
        what: 'SQLite and the embedded queue',
        run: async (lap) => {
          const watch = createWatch(`latency-${lap}`);
          return reciproLap(track, {
            prepared,
            prefix: `latency-${lap}`,
            preparedPerSecond: PER_SECOND,
            workflows: 1,
            run: { perSecond: PER_SECOND, tellTimes: true },
            started: ({ dataDir }) => watch.start(dataDir),
            inspect: async (_server, report) => watch.stop(report),
          });
        },
      },
    ]);
    const [recipro] = standings;
    if (recipro === undefined) throw new Error('A contender is missing');
    return {
      standings,
      verdicts: [
        judge(
          { id: 'S8', what: 'due to 202, p99', unit: 'ms', bound: { atMost: 25 } },
          figures(recipro, 'acceptP99Ms'),
        ),
        judge(
          {
            id: 'S8',
            what: 'due to the message in the outbox, p99',
            unit: 'ms',
            bound: { atMost: 60 },
          },
          figures(recipro, 'outboxP99Ms'),
        ),
      ],
      notes: [
        `A message counts when another process sees it; that one looks every ${LOOK_EVERY_MS} ms and counts the time of its look.`,
      ],
    };
  },
};

type Due = { readonly firstNo: number; readonly dueAtMs: readonly number[] };

/** Looks into the outbox from outside and notes when each message is first seen. */
function createWatch(prefix: string) {
  const seen: { body: string; atMs: number }[] = [];
  const ended = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  async function look(dataDir: string): Promise<void> {
    const raw = new Database(path.join(dataDir, 'recipro.db'), { readonly: true });
    const after = raw.prepare<[number], { no: number; body: string }>(
      'SELECT no, body FROM deliveries WHERE no > ? ORDER BY no',
    );
    let last = 0;
    while (!ended.signal.aborted) {
      const rows = after.all(last);
      const atMs = performance.timeOrigin + performance.now();
      for (const { no, body } of rows) {
        seen.push({ body, atMs });
        last = no;
      }
      await pause(LOOK_EVERY_MS);
    }
    raw.close();
  }

  return {
    start(dataDir: string) {
      looking = look(dataDir);
    },
    async stop({ firstNo, dueAtMs }: Due): Promise<{ outboxP50Ms: number; outboxP99Ms: number }> {
      ended.abort();
      await looking;
      const name = new RegExp(`"${prefix}-(\\d+)"`);
      const waits = seen.flatMap(({ body, atMs }) => {
        const dueMs = dueAtMs[Number(name.exec(body)?.[1] ?? -1) - firstNo];
        return dueMs === undefined ? [] : [atMs - dueMs];
      });
      if (waits.length < dueAtMs.length) throw new Error('A message was not seen in the outbox');
      waits.sort((a, b) => a - b);
      return { outboxP50Ms: quantile(waits, 0.5), outboxP99Ms: quantile(waits, 0.99) };
    },
  };
}
