/**
 * The queue inside one process: a doorbell and nothing more. Rings that come while the handler works are merged into its next call.
 * E1. One handler call runs at a time and carries every shard that was rung, so the store can commit them together.
 * E2. What is kept is bounded: one bell a shard.
 */
import type { Report } from '../errors.ts';
import type { Handler, Queue } from './queue.ts';

const ATTEMPTS = 5;
const RETRY_DELAY_MS = 100;
const CLOSE_MS = 10_000;

export type EmbeddedOptions = {
  readonly report: Report;
  /** How long to wait before the first repeat; doubled each time. */
  readonly retryDelayMs?: number;
  readonly closeMs?: number;
};

export function createEmbeddedQueue(options: EmbeddedOptions): Queue {
  const { report, retryDelayMs = RETRY_DELAY_MS, closeMs = CLOSE_MS } = options;
  let handler: Handler | null = null;
  let rung = new Set<number>();
  let working: Promise<void> | null = null;
  const closing = new AbortController();

  function start(): void {
    if (handler === null || working !== null || rung.size === 0 || closing.signal.aborted) return;
    working = drain(handler).finally(() => {
      working = null;
      start();
    });
  }

  async function drain(call: Handler): Promise<void> {
    // Requests that are being answered go first; what they ring is then part of this call.
    await turn();
    const shards = [...rung];
    rung = new Set();
    for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
      try {
        await call(shards);
        return;
      } catch (error) {
        report('Events could not be evaluated', error);
        if (attempt === ATTEMPTS) return;
        await pause(retryDelayMs * 2 ** (attempt - 1), closing.signal);
      }
    }
  }

  return {
    ring: async (shards) => {
      for (const shard of shards) rung.add(shard);
      start();
    },
    work: async (given) => {
      handler = given;
      start();
    },
    healthy: async () => !closing.signal.aborted,
    close: async () => {
      closing.abort();
      if (working === null) return;
      const limit = new AbortController();
      await Promise.race([working, pause(closeMs, limit.signal)]);
      limit.abort();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
