/** The topics and the heats of each. Adding a heat is adding a file and a line here. */
import type { Heat } from './heat.ts';
import { batches } from './heats/batches.ts';
import { door } from './heats/door.ts';
import { latency } from './heats/latency.ts';
import { manyWorkflows } from './heats/many-workflows.ts';
import { memory } from './heats/memory.ts';
import { restart } from './heats/restart.ts';
import { sustained } from './heats/sustained.ts';

export const TOPICS: Readonly<Record<string, readonly Heat[]>> = {
  intake: [door, restart],
  pipeline: [sustained, batches, latency, manyWorkflows, memory],
};
