/**
 * The sweep: every few seconds, and first of all at start, it looks at what waits in the store and rings for what nobody works on.
 * That makes the queue disposable: a ring that was lost with a process or with Redis is only late.
 * S1. A shard is rung when its oldest event is the same as at the last look, or when more waits than one look sees. Work that moves is left alone.
 */
import type { Report } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import type { Enqueue } from './2-enqueue.ts';

const SWEEP_EVERY_MS = 2_000;
/** Ids of one shard that one look sees. */
const BACKLOG_SEEN = 2_000;

export type Sweep = {
  /** One look. Never throws. */
  look(): Promise<void>;
  start(): void;
  stop(): void;
};

export function createSweep(deps: {
  readonly storage: Pick<Storage, 'backlog'>;
  readonly enqueue: Enqueue;
  /** Deliveries may have become due. */
  readonly wakeDeliveries: () => void;
  readonly report: Report;
  readonly everyMs?: number;
}): Sweep {
  let oldest: ReadonlyMap<number, number> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  async function look(): Promise<void> {
    try {
      const backlog = await deps.storage.backlog(BACKLOG_SEEN);
      const last = oldest;
      const stuck = backlog.filter(
        ({ shard, seqs }) =>
          last === null || seqs.length === BACKLOG_SEEN || last.get(shard) === seqs[0],
      );
      oldest = new Map(backlog.map(({ shard, seqs }) => [shard, seqs[0] ?? 0]));
      deps.enqueue.ring(stuck);
    } catch (error) {
      deps.report('The sweep could not look at what waits', error);
    }
    deps.wakeDeliveries();
  }

  async function again(): Promise<void> {
    await look();
    if (!stopped) timer = setTimeout(() => void again(), deps.everyMs ?? SWEEP_EVERY_MS);
  }

  return {
    look,
    start: () => void again(),
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
