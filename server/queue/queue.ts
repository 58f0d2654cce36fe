/**
 * The queue port: a doorbell. It carries numbers of shards only; the rows in storage are the work, and the handler works what waits there.
 *
 * Q1. After `ring`, the handler is called for that shard at least once, and begins after the ring, unless the queue loses its memory;
 *     a sweep rings again. A bell that rings already is not rung twice, so what the queue holds is bounded by the number of shards.
 * Q2. At most one handler call per shard runs at a time, over all processes that share the queue. A call may carry several shards.
 * Q3. A handler that rejects is called again after a delay, a bounded number of times; then the sweep rings again.
 * Q4. `close` waits for handlers under way, at most its time limit.
 */
export type Queue = {
  ring(shards: readonly number[]): Promise<void>;
  /** Starts to call the handler in this process. */
  work(handler: Handler): Promise<void>;
  /** Whether the queue answers now; for readiness. Never throws. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
};

export type Handler = (shards: readonly number[]) => Promise<void>;

/** Customers are hashed to this many shards, for ever: order is kept within a shard. */
export const SHARDS = 16;
