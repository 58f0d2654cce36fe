/**
 * What the people's side of the server works with. The HTTP routes and the command line both stand on these use cases,
 * so each is written once. The pipeline knows nothing of them.
 */
import type { ActionCatalog, TemplateView } from '@recipro/schema';
import type { Seal } from '../seal.ts';
import type { Storage } from '../storage/storage.ts';

export type Desk = {
  readonly storage: Storage;
  readonly actions: ActionCatalog;
  readonly templates: readonly TemplateView[];
  readonly seal: Seal;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
};

/** Who does what a signed-in person or the command line does, until there are users. */
export const OWNER = 'owner';
