/**
 * Step 4: send what the outbox holds. Rows are claimed for a while, sent, and settled with the result.
 * D1. At least once: a row that is claimed and never settled is due again when its lease has passed. Its id stays the same.
 * D2. One receiver gets a few at a time, and no more of its rows are claimed while some wait here, so a slow one holds up nobody else.
 * D3. When a receiver fails slowly, what waits for it here is let go: it is due again when its lease has passed.
 * D4. All that runs and waits here is bounded; everything else stays in the store.
 */
import type { Report } from '../errors.ts';
import type { ClaimedDelivery, Storage } from '../storage/storage.ts';
import type { Attempt } from './attempt.ts';
import { resultOf } from './attempt.ts';
import { createSettle } from './settle.ts';

/** A little more than the longest attempt takes, several times over. */
const LEASE_MS = 60_000;
/** A row whose lease ends sooner than this is left to the next claim. */
const LEASE_LEFT_MIN_MS = 35_000;
/** Enough that a score of receivers can hang at once before anybody waits. */
const HELD_MAX = 1_000;
const CLAIM_MAX = 50;
const LANE_ACTIVE_MAX = 4;
/** A receiver that fails and takes so long for it is left alone for a while. */
const SLOW_MS = 5_000;
const PAUSE_MS = 10_000;
const STOP_MS = 5_000;

export type Deliver = {
  /** Something may be due. Cheap to call often. */
  readonly wake: () => void;
  /** Waits for attempts under way, at most some seconds. */
  readonly stop: () => Promise<void>;
};

type Held = { readonly row: ClaimedDelivery; readonly leaseUntilMs: number };
/** The rows of one receiver in this process. */
type Lane = { waiting: Held[]; active: number; pausedUntilMs: number };

export function createDeliver(deps: {
  readonly storage: Pick<Storage, 'claimDeliveries' | 'settleDeliveries'>;
  readonly attempt: Attempt;
  readonly nowMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly report: Report;
  readonly stopMs?: number;
}): Deliver {
  const { storage, nowMs, report } = deps;
  const settle = createSettle(deps);
  const lanes = new Map<string, Lane>();
  const underWay = new Set<Promise<void>>();
  let held = 0;
  let claiming = false;
  /** Whether the store may hold more that is due now; the next attempt that ends looks again. */
  let more = false;
  /** Whether somebody called while a claim was under way. */
  let woken = false;
  const stopping = new AbortController();

  async function claim(): Promise<void> {
    claiming = true;
    try {
      let full = false;
      do {
        woken = false;
        const atMs = nowMs();
        const except = [...lanes]
          .filter(([, { waiting, pausedUntilMs }]) => waiting.length > 0 || pausedUntilMs > atMs)
          .map(([to]) => to);
        const limit = Math.min(CLAIM_MAX, HELD_MAX - held);
        more = true;
        if (limit <= 0) return;
        const lease = { nowMs: atMs, leaseMs: LEASE_MS, limit, except };
        const rows = await storage.claimDeliveries(lease);
        for (const row of rows) hold({ row, leaseUntilMs: atMs + LEASE_MS });
        full = rows.length === limit;
        more = full || except.length > 0;
      } while ((full || woken) && !stopping.signal.aborted);
    } catch (error) {
      report('Deliveries could not be claimed', error);
    } finally {
      claiming = false;
    }
  }

  function hold(item: Held): void {
    const lane = lanes.get(item.row.to) ?? { waiting: [], active: 0, pausedUntilMs: 0 };
    lanes.set(item.row.to, lane);
    lane.waiting.push(item);
    held += 1;
    run(item.row.to, lane);
  }

  function run(to: string, lane: Lane): void {
    while (lane.active < LANE_ACTIVE_MAX) {
      if (stopping.signal.aborted) return;
      const item = lane.waiting.shift();
      if (item === undefined) break;
      if (item.leaseUntilMs - nowMs() < LEASE_LEFT_MIN_MS) {
        held -= 1;
        continue;
      }
      lane.active += 1;
      const sending = send(item.row, lane).finally(() => {
        underWay.delete(sending);
        lane.active -= 1;
        held -= 1;
        run(to, lane);
        if (more && lane.waiting.length === 0) wake();
      });
      underWay.add(sending);
    }
    const idle = lane.active === 0 && lane.waiting.length === 0;
    if (idle && lane.pausedUntilMs <= nowMs()) lanes.delete(to);
  }

  async function send(row: ClaimedDelivery, lane: Lane): Promise<void> {
    const startedMs = nowMs();
    const outcome = await deps.attempt(row, startedMs);
    const endedMs = nowMs();
    if (outcome.error !== null && endedMs - startedMs >= SLOW_MS) {
      held -= lane.waiting.length;
      lane.waiting = [];
      lane.pausedUntilMs = endedMs + PAUSE_MS;
    }
    const result = resultOf(row, outcome, { startedMs, endedMs, random: deps.random() });
    await settle(result);
  }

  function wake(): void {
    if (stopping.signal.aborted) return;
    if (claiming) woken = true;
    else void claim();
  }

  return {
    wake,
    stop: async () => {
      stopping.abort();
      const limit = new AbortController();
      await Promise.race([Promise.all(underWay), pause(deps.stopMs ?? STOP_MS, limit.signal)]);
      limit.abort();
    },
  };
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
