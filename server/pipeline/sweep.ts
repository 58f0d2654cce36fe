/**
 * The sweep: every second, and first of all at start, it looks at what waits in the store and rings for what nobody works on.
 * That makes the queue disposable: a ring that was lost with a process or with Redis is only late.
 * S1. A shard is rung when nothing of what waits there has moved since the last look. Work that moves is left alone.
 * S2. One process looks at a time: the one with the duty, for as long as it comes back for it. When it dies another has it some seconds
 *     later. Two that believe to have it, because a clock or a process stood still, only ring twice.
 * S3. Every process looks for due deliveries itself, since it sends those that it claims.
 */
import { randomUUID } from 'node:crypto';
import type { Report } from '../errors.ts';
import type { Line, Storage } from '../storage/storage.ts';
import type { Enqueue } from './2-enqueue.ts';

const SWEEP_EVERY_MS = 1_000;
/** Some looks may be late; the duty is free so long after the last. */
const LEASE_MS = 4_000;
const DUTY = 'sweep';

export type Sweep = {
  /** One look. Never throws. */
  look(): Promise<void>;
  start(): void;
  /** Lets another process have the duty at once. */
  stop(): Promise<void>;
};

export function createSweep(deps: {
  readonly storage: Pick<Storage, 'backlog' | 'takeDuty' | 'dropDuty'>;
  readonly enqueue: Enqueue;
  /** Deliveries may have become due. */
  readonly wakeDeliveries: () => void;
  readonly nowMs: () => number;
  readonly report: Report;
  readonly everyMs?: number;
}): Sweep {
  const holder = randomUUID();
  /** How much was done in each shard at the last look; null where there was none. */
  let last: ReadonlyMap<number, number> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  async function sweep(): Promise<void> {
    const { storage, nowMs } = deps;
    const lease = { name: DUTY, holder, nowMs: nowMs(), leaseMs: LEASE_MS };
    if ((await storage.takeDuty(lease)) === null) {
      last = null;
      return;
    }
    const before = last;
    const done = doneByShard(await storage.backlog());
    last = done;
    const still = [...done].filter(([shard, count]) => !before || before.get(shard) === count);
    deps.enqueue.ring(still.map(([shard]) => shard));
  }

  async function look(): Promise<void> {
    deps.wakeDeliveries();
    try {
      await sweep();
    } catch (error) {
      deps.report('The sweep could not look at what waits', error);
    }
  }

  async function again(): Promise<void> {
    looking = look();
    await looking;
    if (!stopped) timer = setTimeout(() => void again(), deps.everyMs ?? SWEEP_EVERY_MS);
  }

  return {
    look,
    start: () => void again(),
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await looking;
      await deps.storage.dropDuty(DUTY, holder).catch((error: unknown) => {
        deps.report('The sweep could not be handed over; another process takes it later', error);
      });
    },
  };
}

function doneByShard(lines: readonly Line[]): ReadonlyMap<number, number> {
  const done = new Map<number, number>();
  for (const line of lines) done.set(line.shard, (done.get(line.shard) ?? 0) + line.done);
  return done;
}
