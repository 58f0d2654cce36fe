/**
 * Step 2: ring the queue. While one ring is on its way the next ones are merged, so a slow queue costs one call at a time.
 * N1. Nobody waits for a ring and a failed ring is not repeated here: the rows wait in storage and the sweep rings again.
 */
import type { Report } from '../errors.ts';
import type { Queue } from '../queue/queue.ts';

export type Enqueue = {
  ring(shards: readonly number[]): void;
};

export function createEnqueue(deps: {
  readonly queue: Pick<Queue, 'ring'>;
  readonly report: Report;
}): Enqueue {
  let waiting = new Set<number>();
  let ringing = false;

  async function send(): Promise<void> {
    ringing = true;
    while (waiting.size > 0) {
      const shards = [...waiting];
      waiting = new Set();
      try {
        await deps.queue.ring(shards);
      } catch (error) {
        deps.report('The queue could not be rung; the sweep will ring again', error);
      }
    }
    ringing = false;
  }

  return {
    ring: (shards) => {
      for (const shard of shards) waiting.add(shard);
      if (!ringing) void send();
    },
  };
}
