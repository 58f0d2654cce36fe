/** Drafts over HTTP, for tests: create, save and publish as the editor does, and the ride template made ready to publish. */
import { expect } from 'vitest';
import { DraftSaved, WorkflowView } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import type { Session } from '../session.ts';

export async function create(session: Session, body: unknown): Promise<WorkflowView> {
  const answer = await session.post('/api/workflows', body);
  expect(answer.status, answer.text).toBe(201);
  return answer.as(WorkflowView);
}

export function save(session: Session, document: Workflow, revision: number) {
  return session.request(`/api/workflows/${document.id}`, {
    method: 'PUT',
    body: document,
    headers: { 'if-match': `"${revision}"` },
  });
}

export function publish(session: Session, id: string, revision: number) {
  return session.post(`/api/workflows/${id}/publish`, undefined, { 'if-match': `"${revision}"` });
}

/** The partners that play in the ride template. */
export async function addPlayers(session: Session): Promise<void> {
  for (const id of ['cardia', 'rydo']) {
    const currencies = id === 'cardia' ? [{ code: 'CARD', name: 'Card points' }] : [];
    const answer = await session.post('/api/partners', { id, name: id, currencies });
    expect(answer.status).toBe(201);
  }
}

const PLAYERS: Readonly<Record<string, string>> = { card: 'cardia', rides: 'rydo' };

/** The ride template with its parts played, under a name of its own. */
export async function readyRide(session: Session, name: string): Promise<WorkflowView> {
  const view = await create(session, { template: 'pay-a-ride-with-points', name });
  const roles = view.document.roles.map((each) => ({
    ...each,
    partner: PLAYERS[each.role] ?? null,
  }));
  const document = { ...view.document, roles };
  const { revision } = (await save(session, document, view.revision)).as(DraftSaved);
  return { ...view, document, revision };
}
