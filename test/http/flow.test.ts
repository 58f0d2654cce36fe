/** The counts on the drawing equal a recount from the runs, and add up at every step. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlowCounts, Page, RunSummary, RunView } from '@recipro/schema';
import type { FlowWay } from '@recipro/schema';
import { busyAlliance, rides } from '../browser/busy.ts';
import type { Busy } from '../browser/busy.ts';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';

const WORKFLOW = 'pay-a-ride-with-points';

let server: ServerProcess;
let session: Session;
let busy: Busy;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  busy = await busyAlliance(session, [WORKFLOW]);
});
afterAll(() => server.stop());

async function counted(query = ''): Promise<readonly FlowWay[]> {
  const answer = await session.get(`/api/workflows/${WORKFLOW}/flow${query}`);
  const { ways, complete } = answer.as(FlowCounts);
  return complete ? ways : counted(query);
}

async function runs(query: string): Promise<readonly RunSummary[]> {
  const page = await session.get(`/api/runs?workflow=${WORKFLOW}&limit=200&${query}`);
  return page.as(Page(RunSummary)).items;
}

async function recounted(): Promise<readonly FlowWay[]> {
  const ways = new Map<string, FlowWay>();
  for (const { id } of await runs('')) {
    const { trace } = (await session.get(`/api/runs/${id}`)).as(RunView);
    for (const [index, { node, outcome }] of trace.entries()) {
      const key = `${node} ${outcome}`;
      const { count, ended } = ways.get(key) ?? { count: 0, ended: 0 };
      const last = index === trace.length - 1 ? 1 : 0;
      ways.set(key, { node, outcome, count: count + 1, ended: ended + last });
    }
  }
  return [...ways.values()];
}

const inOrder = (ways: readonly FlowWay[]) =>
  ways.toSorted((a, b) => `${a.node} ${a.outcome}`.localeCompare(`${b.node} ${b.outcome}`));

describe('the counts of a workflow', () => {
  it('equal a recount from the runs, again and again while events come in, and lead to those runs', async () => {
    expect(await counted()).toEqual([]);
    const all = rides(90);
    for (const [from, to] of [
      [0, 37],
      [37, 38],
      [38, 90],
    ] as const) {
      await busy.send('rydo', all.slice(from, to));
      expect(inOrder(await counted())).toEqual(inOrder(await recounted()));
    }
    for (const { node, outcome, count, ended } of await counted()) {
      const way = `version=1&step=${node}&outcome=${outcome}`;
      expect(await runs(way)).toHaveLength(count);
      expect(await runs(`${way}&ended=yes`)).toHaveLength(ended);
      expect(await runs(`${way}&ended=no`)).toHaveLength(count - ended);
    }
  });

  it('count a run by the day of its event, and nothing of days before the one asked for', async () => {
    const tomorrow = Date.now() + 86_400_000;
    expect(await counted(`?sinceMs=${tomorrow}`)).toEqual([]);
    expect(inOrder(await counted(`?sinceMs=${Date.now()}`))).toEqual(inOrder(await counted()));
    expect(await counted('?version=2')).toEqual([]);
  });
});
