/** Workflows over HTTP: a draft is never lost or overwritten, and only a whole workflow is published. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalJson,
  DraftSaved,
  Problem,
  VersionView,
  Workflow,
  WorkflowSummary,
  WorkflowView,
} from '@recipro/schema';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { addPlayers, create, publish, readyRide, save } from './drafts.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

const Published = z.strictObject({ version: z.int() });
const Conflict = z.looseObject({ code: z.string(), revision: z.int(), document: Workflow });
const Refused = z.looseObject({
  code: z.string(),
  detail: z.string(),
  diagnostics: z.array(z.looseObject({ severity: z.string(), message: z.string() })),
});

let house: House;
let session: Session;
beforeAll(async () => {
  house = await openHouse();
  session = await house.signIn();
  await addPlayers(session);
});
afterAll(() => house.close());

async function statusOf(id: string): Promise<WorkflowSummary | undefined> {
  const { items } = (await session.get('/api/workflows')).as(
    z.object({ items: z.array(WorkflowSummary) }),
  );
  return items.find((each) => each.id === id);
}

describe('a new workflow', () => {
  it.each([
    ['Søren’s Rides & More!', 'sorens-rides-more'],
    ['100 points', 'workflow-100-points'],
    ['日本', 'workflow'],
    ['x'.repeat(120), 'x'.repeat(48)],
  ])('named %s has the id %s', async (name, id) => {
    expect((await create(session, { name })).document.id).toBe(id);
  });

  it('gets an id of its own when its name is taken', async () => {
    const ids = [];
    for (let copy = 0; copy < 3; copy += 1)
      ids.push((await create(session, { name: 'Twin' })).document.id);
    expect(ids).toEqual(['twin', 'twin-2', 'twin-3']);
  });

  it('made from a template is that template under its own name and id', async () => {
    const { document } = await create(session, {
      template: 'pay-a-ride-with-points',
      name: 'Our rides',
    });
    expect(document).toMatchObject({ id: 'our-rides', name: 'Our rides' });
    expect(document.nodes.length).toBeGreaterThan(5);
  });

  it('from a template that is not there is refused with the ones that are', async () => {
    const answer = await session.post('/api/workflows', { template: 'none' });
    expect(answer.status).toBe(404);
    expect(answer.as(Problem).detail).toContain('pay-a-ride-with-points');
  });

  it('is refused with a field that nobody knows, and the place of it is named', async () => {
    const answer = await session.post('/api/workflows', { name: 'A', color: 'red' });
    expect(answer.as(Problem).errors).toEqual([{ pointer: '/color', message: 'is unknown' }]);
    const { document } = await create(session, { name: 'Strict' });
    const odd = await session.request('/api/workflows/strict', {
      method: 'PUT',
      headers: { 'if-match': '"1"' },
      body: { ...document, nodes: [{ kind: 'end', id: 'a', colour: 1 }] },
    });
    expect(odd.as(Problem).errors).toEqual([{ pointer: '/nodes/0/colour', message: 'is unknown' }]);
  });
});

describe('a draft', () => {
  it('with problems is kept, and the problems are told in words', async () => {
    const view = await create(session, { name: 'Unfinished' });
    const document = {
      ...view.document,
      nodes: [{ kind: 'trigger' as const, id: 'start', event: 'ride.completed', from: 'rides' }],
    };
    const saved = (await save(session, document, view.revision)).as(DraftSaved);
    expect(saved.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    const again = await session.get('/api/workflows/unfinished');
    expect(again.as(WorkflowView).document).toEqual(document);
    expect(again.headers.get('etag')).toBe(`"${saved.revision}"`);
  });

  it('saved on an old revision is refused, with the document as it is now', async () => {
    const view = await create(session, { name: 'Contested' });
    const theirs = { ...view.document, description: 'theirs' };
    const first = (await save(session, theirs, view.revision)).as(DraftSaved);
    const second = await save(session, { ...view.document, description: 'mine' }, view.revision);
    expect(second.status).toBe(412);
    const conflict = second.as(Conflict);
    expect(conflict).toMatchObject({ code: 'revision-changed', revision: first.revision });
    expect(conflict.document).toEqual(theirs);
    const kept = (await session.get('/api/workflows/contested')).as(WorkflowView);
    expect(kept.document.description).toBe('theirs');
  });

  it('saved by two at once is kept once, and the other is told', async () => {
    const view = await create(session, { name: 'Race' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        save(session, { ...view.document, description: `by ${index}` }, view.revision),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
  });

  it('saved unchanged keeps its revision', async () => {
    const view = await create(session, { name: 'Same' });
    const saved = (await save(session, view.document, view.revision)).as(DraftSaved);
    expect(saved.revision).toBe(view.revision);
  });

  it('needs a revision that can be read', async () => {
    const { document } = await create(session, { name: 'Headers' });
    for (const [header, status] of [
      ['1', 400],
      ['"x"', 400],
      ['*', 400],
      ['""', 400],
    ] as const) {
      const answer = await session.request(`/api/workflows/${document.id}`, {
        method: 'PUT',
        body: document,
        headers: { 'if-match': header },
      });
      expect(answer.status, header).toBe(status);
    }
  });

  it('keeps its id for ever', async () => {
    const view = await create(session, { name: 'Fixed' });
    const answer = await session.request('/api/workflows/fixed', {
      method: 'PUT',
      body: { ...view.document, id: 'other' },
      headers: { 'if-match': `"${view.revision}"` },
    });
    expect(answer.status).toBe(400);
    expect(answer.as(Problem).errors?.[0]?.pointer).toBe('/id');
  });
});

describe('publishing', () => {
  it('refuses a workflow with errors, and says in words what to do', async () => {
    const view = await create(session, {
      template: 'pay-a-ride-with-points',
      name: 'Nobody plays',
    });
    const answer = await publish(session, view.document.id, view.revision);
    expect(answer.status).toBe(422);
    const { code, detail, diagnostics } = answer.as(Refused);
    expect(code).toBe('workflow-has-problems');
    expect(diagnostics.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(1);
    expect(detail).toContain(diagnostics[0]?.message ?? '?');
    expect((await statusOf(view.document.id))?.status).toBe('draft');
  });

  it('refuses the draft that somebody has changed since it was looked at', async () => {
    const view = await readyRide(session, 'Changed since');
    await save(session, { ...view.document, description: 'later' }, view.revision);
    expect((await publish(session, view.document.id, view.revision)).status).toBe(412);
  });

  it('makes the draft live, with the document, its digest and its rules as they were', async () => {
    const { document, revision } = await readyRide(session, 'Live ride');
    expect((await publish(session, document.id, revision)).as(Published).version).toBe(1);
    const digest = createHash('sha256').update(canonicalJson(document)).digest('hex');
    const list = (await session.get('/api/workflows/live-ride/versions')).as(
      z.object({ items: z.array(VersionView) }),
    );
    expect(list.items).toMatchObject([{ version: 1, publishedBy: 'owner', digest }]);
    await save(session, { ...document, description: 'a later draft' }, revision);
    const version = (await session.get('/api/workflows/live-ride/versions/1')).as(
      z.strictObject({ document: Workflow, rules: z.looseObject({ rules: z.array(z.unknown()) }) }),
    );
    expect(version.document).toEqual(document);
    expect(version.rules.rules.length).toBeGreaterThan(0);
    expect(await statusOf('live-ride')).toMatchObject({
      status: 'live',
      liveVersion: 1,
      changed: true,
    });
  });

  it('can be paused and resumed, but only what was published', async () => {
    const { document, revision } = await readyRide(session, 'Pausing');
    const early = await session.post('/api/workflows/pausing/pause');
    expect(early.status).toBe(409);
    expect(early.as(Problem).code).toBe('never-published');
    await publish(session, document.id, revision);
    for (const [verb, status] of [
      ['pause', 'paused'],
      ['resume', 'live'],
    ] as const) {
      expect((await session.post(`/api/workflows/pausing/${verb}`)).status).toBe(204);
      expect((await statusOf('pausing'))?.status).toBe(status);
    }
  });

  it.each(['0', '2', '-1', '1.0', 'x', '99999999999999999999', '1e0'])(
    'finds no version %s',
    async (version) => {
      const answer = await session.get(`/api/workflows/live-ride/versions/${version}`);
      expect(answer.status).toBe(404);
    },
  );
});
