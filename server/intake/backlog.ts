/**
 * Backpressure: how much waits to be evaluated, and when more of it is refused. It is known here in memory and looked up in the store at
 * most once a beat, so that refusing costs neither disk nor lock.
 * P1. Between two looks, what this door lets in is added; what other processes let in and what was evaluated shows with the next look.
 *     So the bounds are exceeded by no more than other doors accept within one beat.
 * P2. A partner has a bound of its own, so that the flood of one leaves room for the others.
 */
import { AppError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';

export type Bounds = {
  /** Events that may wait, of all partners together and of one. */
  readonly all: number;
  readonly partner: number;
};

export type Backlog = {
  /** Looks at the store where the last look is too old. Waits for that only where it is far too old. */
  look(): Promise<void>;
  /** Refuses where no more may wait; of nobody in particular where the partner is not known yet. `backlog-full`, `backlog-full-partner`. */
  check(partner: string | null, events?: number): void;
  /** Counts events that are let in. */
  add(partner: string, events: number): void;
};

const BEAT_MS = 250;
/** A look this old says nothing: the backlog may be gone since. */
const STALE_MS = 1_000;
/** A sender is asked to come back when about this share of the bound is free again. */
const ROOM_SHARE = 0.1;
const RETRY_MIN_S = 1;
const RETRY_MAX_S = 60;
/** How much a new measurement of the pace counts beside the older ones. */
const PACE_WEIGHT = 0.3;

type Look = { readonly atMs: number; readonly all: number; readonly of: Map<string, number> };

export function createBacklog(deps: {
  readonly storage: Pick<Storage, 'backlog'>;
  readonly bounds: Bounds;
  readonly nowMs: () => number;
  readonly report: Report;
}): Backlog {
  const { storage, bounds, nowMs, report } = deps;
  let seen: Look = { atMs: Number.NEGATIVE_INFINITY, all: 0, of: new Map() };
  /** Let in since the last look began. */
  let added = new Map<string, number>();
  let addedAll = 0;
  let looking: Promise<void> | null = null;
  /** Events evaluated in a second. */
  let pace = 0;

  async function lookNow(): Promise<void> {
    const before = { atMs: seen.atMs, all: seen.all + addedAll };
    // What is let in while the store answers may be in its answer or not; it is counted once more until the next look.
    added = new Map();
    addedAll = 0;
    const atMs = nowMs();
    const of = new Map<string, number>();
    for (const { partner, waiting } of await storage.backlog())
      of.set(partner, (of.get(partner) ?? 0) + waiting);
    const all = [...of.values()].reduce((sum, waiting) => sum + waiting, 0);
    seen = { atMs, all, of };
    const seconds = (atMs - before.atMs) / 1_000;
    if (!Number.isFinite(seconds) || seconds <= 0) return;
    const measured = Math.max(0, before.all - all) / seconds;
    pace += PACE_WEIGHT * (measured - pace);
  }

  async function look(): Promise<void> {
    const ageMs = nowMs() - seen.atMs;
    const setBack = ageMs < 0;
    if (ageMs < BEAT_MS && !setBack) return;
    looking ??= lookNow()
      .catch((error: unknown) => report('The backlog could not be looked at', error))
      .finally(() => (looking = null));
    if (ageMs >= STALE_MS || setBack) await looking;
  }

  function retryAfterS(waiting: number, bound: number, share: number): number {
    const tooMany = waiting - bound * (1 - ROOM_SHARE);
    const waitS = Math.ceil(tooMany / (pace * share));
    return Number.isFinite(waitS)
      ? Math.min(RETRY_MAX_S, Math.max(RETRY_MIN_S, waitS))
      : RETRY_MAX_S;
  }

  return {
    look,
    check(partner, events = 1) {
      const all = seen.all + addedAll;
      if (all + events > bounds.all) {
        const afterS = retryAfterS(all, bounds.all, 1);
        throw new AppError(
          'backlog-full',
          `${all} events wait to be evaluated, and ${bounds.all} may. Nothing of this request was kept. Send it again in ${afterS} seconds.`,
          { details: { waiting: all, bound: bounds.all, retryAfterS: afterS } },
        );
      }
      if (partner === null) return;
      const own = (seen.of.get(partner) ?? 0) + (added.get(partner) ?? 0);
      if (own + events > bounds.partner) {
        const afterS = retryAfterS(own, bounds.partner, 1 / Math.max(1, seen.of.size));
        throw new AppError(
          'backlog-full-partner',
          `${own} events of ${partner} wait to be evaluated, and ${bounds.partner} of one partner may. Nothing of this request was kept. Send it again in ${afterS} seconds.`,
          { details: { partner, waiting: own, bound: bounds.partner, retryAfterS: afterS } },
        );
      }
    },
    add(partner, events) {
      added.set(partner, (added.get(partner) ?? 0) + events);
      addedAll += events;
    },
  };
}
