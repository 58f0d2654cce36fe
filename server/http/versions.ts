/** /api/workflows/:id/versions: what was published, exactly as it was. */
import type { Router } from 'express';
import type { Desk } from '../desk/desk.ts';
import { findDraft } from '../desk/workflows.ts';
import { AppError } from '../errors.ts';
import { param } from './input.ts';

export function versionRoutes(router: Router, desk: Desk): void {
  router.get('/api/workflows/:id/versions', async (req, res) => {
    const { document } = await findDraft(desk, param(req, 'id'));
    res.json({ items: await desk.storage.versions(document.id) });
  });

  router.get('/api/workflows/:id/versions/:version', async (req, res) => {
    const id = param(req, 'id');
    const version = /^[1-9]\d{0,8}$/.test(param(req, 'version'))
      ? Number(param(req, 'version'))
      : 0;
    const published = version === 0 ? null : await desk.storage.version(id, version);
    if (published === null) {
      throw new AppError('not-found', `Workflow ${id} has no version ${param(req, 'version')}.`);
    }
    const rules: unknown = JSON.parse(published.rules);
    res.json({ document: published.document, rules });
  });
}
