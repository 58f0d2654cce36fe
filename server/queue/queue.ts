/**
 * The queue port: a doorbell. It carries shards and ids only; the rows in storage are the work.
 *
 * Q1. After `ring`, the handler is called for that shard at least once, unless the queue loses its memory; a sweep rings again.
 * Q2. At most one handler call per shard runs at a time, over all processes that share the queue. A call may carry several shards.
 * Q3. A handler that rejects is called again after a delay, a bounded number of times; then the sweep rings again.
 * Q4. `close` waits for handlers under way, at most its time limit.
 */
export type Ring = {
  readonly shard: number;
  /** Inbox sequence numbers that wait in this shard; the handler works the shard in order up to the highest of them. */
  readonly seqs: readonly number[];
};

export type Queue = {
  ring(rings: readonly Ring[]): Promise<void>;
  /** Starts to call the handler in this process. */
  work(handler: (rings: readonly Ring[]) => Promise<void>): Promise<void>;
  /** Whether the queue answers now; for readiness. Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
};

/** Customers are hashed to this many shards, for ever: order is kept within a shard. */
export const SHARDS = 16;

/** As many ids as a ring carries. Only the highest decides how far the shard is worked, so the lowest may be dropped. */
const RING_SEQS_MAX = 1000;

/** Rings of one shard become one ring. */
export function mergeRings(first: readonly Ring[], second: readonly Ring[]): readonly Ring[] {
  const byShard = new Map<number, number[]>();
  for (const { shard, seqs } of [...first, ...second]) {
    const known = byShard.get(shard);
    if (known === undefined) byShard.set(shard, [...seqs]);
    else known.push(...seqs);
  }
  return [...byShard].map(([shard, seqs]) => ({ shard, seqs: newest(seqs) }));
}

function newest(seqs: readonly number[]): readonly number[] {
  if (seqs.length <= RING_SEQS_MAX) return seqs;
  return seqs.toSorted((a, b) => a - b).slice(-RING_SEQS_MAX);
}
