/** /api/workflows: drafts with a revision, publishing, pausing, and the document as a file. */
import type { Router } from 'express';
import { exportRules } from '@recipro/rules';
import { Workflow, WorkflowCreate } from '@recipro/schema';
import type { Desk } from '../desk/desk.ts';
import {
  createWorkflow,
  documentText,
  findDraft,
  publish,
  saveDraft,
  viewWorkflow,
} from '../desk/workflows.ts';
import { body, ifMatch, param } from './input.ts';

const etag = (revision: number) => `"${revision}"`;

export function workflowRoutes(router: Router, desk: Desk): void {
  router.get('/api/workflows', async (_req, res) => {
    res.json({ items: await desk.storage.workflows() });
  });

  router.post('/api/workflows', async (req, res) => {
    const view = await createWorkflow(desk, body(WorkflowCreate, req));
    res
      .status(201)
      .location(`/api/workflows/${view.document.id}`)
      .set('ETag', etag(view.revision))
      .json(view);
  });

  router.get('/api/workflows/:id', async (req, res) => {
    const view = await viewWorkflow(desk, param(req, 'id'));
    res.set('ETag', etag(view.revision)).json(view);
  });

  router.put('/api/workflows/:id', async (req, res) => {
    const revision = ifMatch(req);
    const saved = await saveDraft(desk, param(req, 'id'), body(Workflow, req), revision);
    res.set('ETag', etag(saved.revision)).json(saved);
  });

  router.post('/api/workflows/:id/publish', async (req, res) => {
    res.json(await publish(desk, param(req, 'id'), ifMatch(req)));
  });

  router.post('/api/workflows/:id/pause', async (req, res) => {
    await desk.storage.setStatus(param(req, 'id'), 'paused', desk.now());
    res.status(204).end();
  });

  router.post('/api/workflows/:id/resume', async (req, res) => {
    await desk.storage.setStatus(param(req, 'id'), 'live', desk.now());
    res.status(204).end();
  });

  router.get('/api/workflows/:id/export', async (req, res) => {
    const { document } = await findDraft(desk, param(req, 'id'));
    res.attachment(`${document.id}.json`).type('application/json').send(documentText(document));
  });

  router.get('/api/workflows/:id/rules', async (req, res) => {
    const { document } = await findDraft(desk, param(req, 'id'));
    res.json(exportRules(document, desk.actions));
  });
}
