/**
 * Step 2: ring the queue. While one ring is on its way the next ones are merged, so a slow queue costs one call at a time.
 * N1. Nobody waits for a ring and a failed ring is not repeated here: the rows wait in storage and the sweep rings again.
 */
import type { Report } from '../errors.ts';
import { mergeRings } from '../queue/queue.ts';
import type { Queue, Ring } from '../queue/queue.ts';

export type Enqueue = {
  ring(rings: readonly Ring[]): void;
};

export function createEnqueue(deps: {
  readonly queue: Pick<Queue, 'ring'>;
  readonly report: Report;
}): Enqueue {
  let waiting: readonly Ring[] = [];
  let ringing = false;

  async function send(): Promise<void> {
    ringing = true;
    while (waiting.length > 0) {
      const rings = waiting;
      waiting = [];
      try {
        await deps.queue.ring(rings);
      } catch (error) {
        deps.report('The queue could not be rung; the sweep will ring again', error);
      }
    }
    ringing = false;
  }

  return {
    ring: (rings) => {
      if (rings.length === 0) return;
      waiting = mergeRings(waiting, rings);
      if (!ringing) void send();
    },
  };
}
