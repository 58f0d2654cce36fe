/** The topics and the heats of each. Adding a heat is adding a file and a line here. */
import type { Heat } from './heat.ts';
import { batches } from './heats/batches.ts';
import { bigStore } from './heats/big-store.ts';
import { door } from './heats/door.ts';
import { latency } from './heats/latency.ts';
import { manyWorkflows } from './heats/many-workflows.ts';
import { memory } from './heats/memory.ts';
import { peers } from './heats/peers.ts';
import { postgres } from './heats/postgres.ts';
import { postgresBatches } from './heats/postgres-batches.ts';
import { restart } from './heats/restart.ts';
import { rules } from './heats/rules.ts';
import { sustained } from './heats/sustained.ts';
import { workers } from './heats/workers.ts';

export const TOPICS: Readonly<Record<string, readonly Heat[]>> = {
  intake: [door, restart],
  peers: [peers],
  rules: [rules],
  scale: [workers, postgresBatches, postgres],
  pipeline: [sustained, batches, latency, manyWorkflows, bigStore, memory],
};
