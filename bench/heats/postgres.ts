/**
 * PostgreSQL and Redis with 1, 2 and 4 workers on the processors of this machine, explained by a model that is fitted to the run with one,
 * held against the other two, and then asked about a thousand workers.
 */
import { availableParallelism } from 'node:os';
import { preparePostgres, startScaled } from '../contestants/scaled.ts';
import { judge } from '../goal.ts';
import type { Verdict } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { limitOf, sharesOf } from '../model/scale.ts';
import type { Costs } from '../model/scale.ts';
import { figures, race } from '../race.ts';
import type { Standing } from '../race.ts';
import { spreadOf } from '../statistics.ts';
import { CUSTOMERS } from '../workload/ride.ts';
import { reciproLap } from './recipro-lap.ts';

const FAST_PER_SECOND = 3_000;
const WORKERS = [1, 2, 4] as const;
const SHARDS = 16;
/** How far the model may be from what was measured, either way. */
const NEAR = 1.35;

const PAPER_WORKERS = [1, 10, 100, 1_000];
const PAPER_PARTNERS = 100;
const PAPER_SHARDS = 100;
const PAPER_APIS = 100;
const PAPER_DATABASE_PROCESSORS = 64;

export const postgres: Heat = {
  name: 'postgres',
  what: 'one event a request, on PostgreSQL and Redis: api and 1, 2, 4 workers',
  async run(track) {
    const prepared = await preparePostgres(track);
    const standings = await race(
      track,
      WORKERS.map((workers) => ({
        name: `workers-${workers}`,
        what: `api + ${workers} workers + Redis + PostgreSQL, all on this machine`,
        run: (lap) =>
          reciproLap(track, {
            prepared,
            start: () => startScaled(track, prepared, workers),
            prefix: `postgres-${workers}-${lap}`,
            preparedPerSecond: FAST_PER_SECOND,
            workflows: 1,
          }),
      })),
    );
    const costs = costsOf(standings[0]);
    return {
      standings,
      verdicts: standings.flatMap((standing, place) =>
        verdictOf(costs, standing, WORKERS[place] ?? 1),
      ),
      notes: [costWords(costs), ...paper(costs)],
    };
  },
};

/** Medians of the run with one worker; what is left of its time is waiting. */
function costsOf(one: Standing | undefined): Costs {
  const median = (name: string) => (one === undefined ? 0 : spreadOf(figures(one, name)).median);
  const [apiUs, workerUs, redisUs, databaseUs] = [
    median('apiUs'),
    median('worker1Us'),
    median('redisUs'),
    median('postgresUs'),
  ];
  const perSecond = one?.perSecond.median ?? 0;
  const wholeUs = perSecond === 0 ? 0 : 1e6 / perSecond;
  return {
    apiUs,
    workerUs,
    redisUs,
    databaseUs,
    waitUs: Math.max(0, wholeUs - workerUs - databaseUs),
  };
}

function verdictOf(costs: Costs, standing: Standing, workers: number): readonly Verdict[] {
  const { perSecond, by } = limitOf(costs, {
    workers,
    apis: 1,
    shardShares: sharesOf(1, SHARDS, CUSTOMERS),
    processors: availableParallelism(),
    databaseProcessors: 0,
  });
  const measured = standing.perSecond.median;
  const off = measured === 0 ? [] : [Math.max(perSecond / measured, measured / perSecond)];
  const what = `model at ${workers} workers: ${Math.round(perSecond)}/s, limited by ${by}; off by`;
  return [judge({ id: 'S14', what, unit: 'ratio', bound: { atMost: NEAR } }, off)];
}

function costWords({ apiUs, workerUs, redisUs, databaseUs, waitUs }: Costs): string {
  const us = (value: number) => `${Math.round(value)} µs`;
  return `an event costs: api ${us(apiUs)}, worker ${us(workerUs)}, Redis ${us(redisUs)}, PostgreSQL ${us(databaseUs)}; a worker waits ${us(waitUs)} more`;
}

function paper(costs: Costs): readonly string[] {
  const shardShares = sharesOf(PAPER_PARTNERS, PAPER_SHARDS, CUSTOMERS);
  const at = (workers: number) =>
    limitOf(costs, {
      workers,
      apis: PAPER_APIS,
      shardShares,
      processors: null,
      databaseProcessors: PAPER_DATABASE_PROCESSORS,
    });
  const one = at(1).perSecond;
  return [
    `on paper, machines of their own, ${PAPER_PARTNERS} partners with ${PAPER_SHARDS} shards each, a database of ${PAPER_DATABASE_PROCESSORS} processors:`,
    ...PAPER_WORKERS.map((workers) => {
      const { perSecond, by } = at(workers);
      const efficiency = Math.round((perSecond / one / workers) * 100);
      return `  ${workers} workers: ${Math.round(perSecond)}/s, ${efficiency} % of linear, limited by ${by}`;
    }),
  ];
}
