/**
 * Step 1: keep what arrived, then ring for it. Called by the door with whole groups of requests.
 * R1. It resolves when the events are on disk. The bell is rung after that and nobody waits for it: a lost ring is rung again by the sweep.
 */
import type { AcceptedRequest, ArrivedEvent, Storage } from '../storage/storage.ts';
import type { Enqueue } from './2-enqueue.ts';

export type Receive = (
  requests: readonly (readonly ArrivedEvent[])[],
) => Promise<readonly AcceptedRequest[]>;

export function createReceive(deps: {
  readonly storage: Pick<Storage, 'accept'>;
  readonly enqueue: Enqueue;
  readonly nowMs: () => number;
}): Receive {
  return async (requests) => {
    const answers = await deps.storage.accept(requests, deps.nowMs());
    deps.enqueue.ring(shardsOf(answers));
    return answers;
  };
}

function shardsOf(answers: readonly AcceptedRequest[]): readonly number[] {
  const shards = new Set<number>();
  for (const answer of answers) {
    if (answer.outcome !== 'accepted') continue;
    for (const event of answer.events) if (event.outcome === 'accepted') shards.add(event.shard);
  }
  return [...shards];
}
