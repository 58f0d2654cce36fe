/**
 * The Express app: everything but the partners' door. All routes stand on one router under their full path,
 * the open ones before the guard and the rest behind it, so that a new route is closed unless it says otherwise.
 */
import compression from 'compression';
import express, { Router } from 'express';
import type { Express } from 'express';
import type { Desk } from '../desk/desk.ts';
import type { Report } from '../errors.ts';
import type { DecisionCounts } from '../pipeline/second-opinion.ts';
import type { Queue } from '../queue/queue.ts';
import { bookRoutes } from './books.ts';
import { catalogueRoutes } from './catalogue.ts';
import { customerRoutes } from './customers.ts';
import { deliveryRoutes } from './deliveries.ts';
import { EDITOR_FOLDER, editorRoutes } from './editor.ts';
import { requireSameOrigin, requireSession, sessionCookie } from './guard.ts';
import { nonceOf, protect } from './headers.ts';
import { flowRoutes } from './flow.ts';
import { healthRoutes } from './health.ts';
import { readJson } from './input.ts';
import { liveRoutes } from './live.ts';
import { partnerRoutes } from './partners.ts';
import { answerProblem, notFound } from './problem.ts';
import { quarantineRoutes } from './quarantine.ts';
import { runRoutes } from './runs.ts';
import { sessionRoutes, signInRoute } from './session.ts';
import { simulateRoutes } from './simulate.ts';
import { versionRoutes } from './versions.ts';
import { whyRoutes } from './why.ts';
import { workflowRoutes } from './workflows.ts';

export type AppOptions = {
  readonly desk: Desk;
  readonly queue: Queue;
  /** The address that people open, without a slash at its end. */
  readonly baseUrl: string;
  readonly report: Report;
  /** Called when the store has failed for good and the process must end. */
  readonly fatal: (error: unknown) => void;
  /** Called when deliveries may wait that were not there before. */
  readonly wakeDeliveries: () => void;
  /** How often json-rules-engine was asked too, and said otherwise. */
  readonly decisions: () => DecisionCounts;
  /** Aborted when the server closes, to end what would never end by itself. */
  readonly closing: AbortSignal;
  readonly editorFolder?: string;
};

export function createApp(options: AppOptions): Express {
  const { desk, queue, baseUrl } = options;
  const cookie = sessionCookie(baseUrl);
  const app = express();
  app.disable('x-powered-by');
  // Revisions are our ETags; a weak one made from the body would say nothing about them.
  app.disable('etag');
  app.use(...protect(baseUrl), compression());

  const open = Router();
  healthRoutes(open, { storage: desk.storage, queue, decisions: options.decisions });
  signInRoute(open, desk, cookie);

  const closed = Router();
  sessionRoutes(closed, desk, cookie);
  workflowRoutes(closed, desk);
  versionRoutes(closed, desk);
  flowRoutes(closed, desk);
  simulateRoutes(closed, desk);
  catalogueRoutes(closed, desk);
  partnerRoutes(closed, desk, options.wakeDeliveries);
  deliveryRoutes(closed, desk, options.wakeDeliveries);
  runRoutes(closed, desk);
  whyRoutes(closed, desk);
  customerRoutes(closed, desk);
  bookRoutes(closed, desk);
  quarantineRoutes(closed, desk, queue);
  liveRoutes(closed, desk, { cookie, closing: options.closing });

  app.use('/api', (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api', requireSameOrigin(baseUrl));
  app.post('/api/session', ...readJson);
  app.use(open);
  app.use('/api', requireSession(desk, cookie), ...readJson);
  app.use(closed);
  editorRoutes(app, options.editorFolder ?? EDITOR_FOLDER, nonceOf);
  app.use(notFound, answerProblem(options.report, options.fatal));
  return app;
}
