/** Why did it not happen? The answer names what was not met, comes from what was recorded, and changes nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomerSummary, Page, WhyAnswer, WorkflowView } from '@recipro/schema';
import { busyAlliance } from '../browser/busy.ts';
import { startServer } from '../process.ts';
import type { ServerProcess } from '../process.ts';
import type { Session } from '../session.ts';
import { played, templates } from '../templates/template.ts';

const WORKFLOW = 'pay-a-ride-with-points';
const fare = { amountMinor: 1450, currency: 'USD' };

let server: ServerProcess;
let session: Session;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'warn' } });
  session = await server.signIn();
  const busy = await busyAlliance(session, [WORKFLOW]);
  await busy.send('rydo', [
    {
      id: 'a',
      type: 'ride.completed',
      subject: 'anna',
      data: { rideId: 'a', payment: 'points', fare },
    },
    {
      id: 'b',
      type: 'ride.completed',
      subject: 'bo',
      data: { rideId: 'b', payment: 'card', fare },
    },
    { id: 'c', type: 'ride.refunded', subject: 'cem', data: { rideId: 'none' } },
  ]);
});
afterAll(() => server.stop());

async function customer(subject: string): Promise<string> {
  const page = await session.get(`/api/customers?q=${subject}`);
  return page.as(Page(CustomerSummary)).items[0]?.id ?? '';
}

async function why(subject: string, workflow = WORKFLOW): Promise<WhyAnswer> {
  const id = await customer(subject);
  return (await session.get(`/api/why?customer=${id}&workflow=${workflow}`)).as(WhyAnswer);
}

/** The ride workflow as a draft of its own. */
async function another(name: string): Promise<WorkflowView> {
  const template = templates.find(({ id }) => id === WORKFLOW);
  if (template === undefined) throw new Error(`There is no template ${WORKFLOW}`);
  const document = { ...played(template), id: name, name };
  return (await session.post('/api/workflows', { document })).as(WorkflowView);
}

describe('why or why not', () => {
  it('is answered by the run of the customer’s newest event: which step was declined, and why', async () => {
    const { answer, events } = await why('anna');
    expect(events).toMatchObject([{ type: 'ride.completed', partner: 'rydo' }]);
    const run = answer.kind === 'run' ? answer.run : null;
    const declined = run?.trace.find((step) => step.outcome === 'declined');
    expect(declined?.declined?.reason).toMatch(/\w+ \w+/);
  });

  it('is answered by what came instead, where no event of the workflow came', async () => {
    const view = await another('refunds-only');
    const nodes = view.document.nodes.filter(
      (node) => node.kind !== 'trigger' || node.event === 'ride.refunded',
    );
    const kept = new Set(nodes.map((node) => node.id));
    const edges = view.document.edges.filter(({ from, to }) => kept.has(from) && kept.has(to));
    const path = `/api/workflows/${view.document.id}`;
    await session.request(path, {
      method: 'PUT',
      body: { ...view.document, nodes, edges },
      headers: { 'if-match': `"${view.revision}"` },
    });
    expect((await why('bo', view.document.id)).answer).toEqual({ kind: 'never-published' });
    const { revision } = (await session.get(path)).as(WorkflowView);
    await session.post(`${path}/publish`, undefined, { 'if-match': `"${revision}"` });
    const { wanted, answer } = await why('bo', view.document.id);
    expect(wanted).toMatchObject([{ type: 'ride.refunded', partner: 'rydo' }]);
    expect(answer).toMatchObject({ kind: 'no-event', came: [{ type: 'ride.completed' }] });
  });

  it('is answered by deciding the recorded event again where it made no run, and nothing is written', async () => {
    const view = await another('later');
    const path = `/api/workflows/${view.document.id}`;
    await session.post(`${path}/publish`, undefined, { 'if-match': `"${view.revision}"` });
    const before = await session.post('/api/verify');
    const { answer } = await why('bo', view.document.id);
    if (answer.kind !== 'decided-now') throw new Error(`it was answered by ${answer.kind}`);
    expect(answer.event).toMatchObject({ id: 'b', subject: 'bo' });
    const no = answer.trace.find((step) => step.outcome === 'no');
    expect(no?.condition).toMatchObject({
      items: [{ read: 'card', needed: 'points', met: false }],
    });
    const runs = await session.get(`/api/runs?workflow=${view.document.id}`);
    expect(runs.json).toMatchObject({ items: [] });
    expect((await session.post('/api/verify')).text).toBe(before.text);
  });

  it('says who or what is unknown', async () => {
    const none = await session.get(`/api/why?customer=cus_none&workflow=${WORKFLOW}`);
    expect(none.status).toBe(404);
    const id = await customer('anna');
    expect((await session.get(`/api/why?customer=${id}&workflow=none`)).status).toBe(404);
    const event = `/api/why?customer=${id}&workflow=${WORKFLOW}&event=evt_none`;
    expect((await session.get(event)).status).toBe(404);
  });
});
