/**
 * The flow of an event, in the order of the files beside this one:
 *
 *   door ──▶ 1-receive ──▶ 2-enqueue ──▶ 3-evaluate ──▶ 4-deliver ──▶ partner
 *            inbox, on disk  a bell only    one transaction   signed, retried
 *
 * Inbox and outbox in the store are the truth. The queue may forget everything: the sweep looks at the store and rings again.
 * P1. Any step can die at any moment: before its commit nothing happened, after it everything did.
 * P2. A process with the role `api` keeps events and rings; one with `worker` evaluates, delivers and sweeps; `all` does both.
 */
import type { Judge } from '@recipro/rules';
import type { ActionCatalog } from '@recipro/schema';
import type { Egress } from '../egress.ts';
import type { Report } from '../errors.ts';
import type { Queue } from '../queue/queue.ts';
import type { Seal } from '../seal.ts';
import type { Storage } from '../storage/storage.ts';
import { createReceive } from './1-receive.ts';
import type { Receive } from './1-receive.ts';
import { createEnqueue } from './2-enqueue.ts';
import { createEvaluate } from './3-evaluate.ts';
import { createDeliver } from './4-deliver.ts';
import { createAttempt } from './attempt.ts';
import { createSweep } from './sweep.ts';

export type PipelineDeps = {
  readonly storage: Storage;
  readonly queue: Queue;
  readonly actions: ActionCatalog;
  readonly egress: Egress;
  readonly seal: Pick<Seal, 'open'>;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly report: Report;
  readonly judge?: Judge;
  readonly sweepEveryMs?: number;
};

export type Pipeline = {
  readonly receive: Receive;
  /** Deliveries may be due that were not before: one is sent again by hand, or an endpoint is set. */
  wakeDeliveries(): void;
  /** Begins to evaluate, deliver and sweep in this process. */
  start(): Promise<void>;
  /** Waits for what is under way, within bounds. Closes the queue, not the store. */
  stop(): Promise<void>;
};

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { storage, queue, report } = deps;
  const deliver = createDeliver({ ...deps, attempt: createAttempt(deps) });
  const enqueue = createEnqueue({ queue, report });
  const evaluate = createEvaluate({ ...deps, enqueue, onOutbox: deliver.wake });
  const sweep = createSweep({
    storage,
    enqueue,
    report,
    nowMs: deps.nowMs,
    wakeDeliveries: deliver.wake,
    ...(deps.sweepEveryMs === undefined ? {} : { everyMs: deps.sweepEveryMs }),
  });
  let started = false;
  return {
    receive: createReceive({ storage, enqueue, nowMs: deps.nowMs }),
    wakeDeliveries: () => {
      if (started) deliver.wake();
    },
    start: async () => {
      started = true;
      await queue.work(evaluate.work);
      sweep.start();
    },
    stop: async () => {
      evaluate.stop();
      await Promise.all([queue.close(), deliver.stop(), started ? sweep.stop() : null]);
    },
  };
}
