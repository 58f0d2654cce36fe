/** What the editor offers to choose from: actions, templates, event types, currencies. */
import type { Router } from 'express';
import type { Desk } from '../desk/desk.ts';
import { actionViews, known } from '../desk/known.ts';

export function catalogueRoutes(router: Router, desk: Desk): void {
  router.get('/api/actions', (_req, res) => {
    res.json({ items: actionViews(desk) });
  });

  router.get('/api/templates', (_req, res) => {
    res.json({ items: desk.templates });
  });

  router.get('/api/event-types', async (_req, res) => {
    res.json({ items: await desk.storage.eventTypes() });
  });

  router.get('/api/currencies', async (_req, res) => {
    res.json({ items: (await known(desk)).currencies });
  });
}
