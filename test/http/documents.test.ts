/** Documents over HTTP: a file is the same both ways, and a dry run leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, SimulateResult, WorkflowView } from '@recipro/schema';
import type { Session } from '../session.ts';
import { addPlayers, create, readyRide } from './drafts.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

let house: House;
let session: Session;
beforeAll(async () => {
  house = await openHouse();
  session = await house.signIn();
  await addPlayers(session);
});
afterAll(() => house.close());

describe('a file', () => {
  it('that was exported and imported elsewhere is exported again byte by byte the same', async () => {
    const { document } = await readyRide(session, 'Traveller');
    const file = await session.get('/api/workflows/traveller/export');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=traveller.json');
    const other = await openHouse();
    const there = await other.signIn();
    const imported = await there.post('/api/workflows', `{"document":${file.text}}`);
    expect(imported.status, imported.text).toBe(201);
    expect(imported.as(WorkflowView).document).toEqual(document);
    const again = await there.get('/api/workflows/traveller/export');
    await other.close();
    expect(again.text).toBe(file.text);
  });

  it('never overwrites a workflow that has its id', async () => {
    const { document } = await create(session, { name: 'Here already' });
    const answer = await session.post('/api/workflows', { document });
    expect(answer.status).toBe(409);
    expect(answer.as(Problem).code).toBe('workflow-exists');
  });

  it.each(['$..*', '$.data[?(@.x)]', '$.data.__proto__', '$.constructor', '$.a[(0)]'])(
    'with the path %s is refused',
    async (path) => {
      const conditions = { all: [{ fact: 'event', path, operator: 'equal', value: 1 }] };
      const node = { kind: 'condition', id: 'ask', conditions };
      const document = { id: 'exploit', name: 'x', roles: [], nodes: [node], edges: [] };
      const answer = await session.post('/api/workflows', { document });
      expect(answer.status).toBe(400);
      expect(answer.as(Problem).errors?.[0]?.pointer).toBe(
        '/document/nodes/0/conditions/all/0/path',
      );
    },
  );
});

describe('a dry run', () => {
  it('passes every case of a template, and leaves nothing behind', async () => {
    const { document } = await readyRide(session, 'Dry');
    const before = await house.desk.storage.pulse();
    for (const each of document.cases ?? []) {
      const answer = await session.post('/api/simulate', { document, case: each });
      expect(answer.as(SimulateResult).failures, each.title).toEqual([]);
    }
    expect(document.cases?.length).toBeGreaterThan(3);
    expect(await house.desk.storage.pulse()).toEqual(before);
    expect((await house.desk.storage.verify()).transfers).toBe(0);
  });

  it('runs a draft with problems as far as it goes', async () => {
    const document = { id: 'rough', name: 'Rough', roles: [], nodes: [], edges: [] };
    const sample = { title: 'A ride', events: [{ type: 'ride.completed', from: 'rides' }] };
    const answer = await session.post('/api/simulate', { document, case: sample });
    expect(answer.as(SimulateResult).runs).toEqual([{ event: 0, trace: null }]);
  });
});
