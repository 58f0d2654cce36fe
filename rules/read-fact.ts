/**
 * How each fact is read: from the run itself, or by asking the driver.
 * I1. A fact whose parameters are not right has no value; it never stops a run.
 * I2. What a step may change is read anew after each step that did something.
 */
import type { AccountState, Ask } from './ask.ts';
import { bucketOf } from './bucket.ts';
import { UNREAD } from './facts.ts';
import type { FactSource } from './facts.ts';
import type { RunState } from './step.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The event and the clock stay as they are for the whole run; outcomes and results are put in as steps are taken. */
const CHANGING: ReadonlySet<string> = new Set([
  'customer',
  'score',
  'balance',
  'consent',
  'history',
]);

function customerAccount(customerId: string): string {
  return `customer:${customerId}`;
}

/** Answers an ask with the type that ask.ts promises for it; drivers are trusted to keep that promise. */
export function* asked<Answer>(ask: Ask): Generator<Ask, Answer, unknown> {
  return (yield ask) as Answer;
}

/** Fills the slot that is wanted. */
export function* readWanted(run: RunState): Generator<Ask, void, unknown> {
  const slot = run.facts.wanted;
  const source = run.sources[slot];
  run.facts.wanted = -1;
  run.facts.values[slot] = source === undefined ? undefined : yield* readFact(source, run);
}

export function forgetChanging(run: RunState): void {
  for (const [slot, source] of run.sources.entries()) {
    if (CHANGING.has(source.fact)) run.facts.values[slot] = UNREAD;
  }
}

function* readFact(source: FactSource, run: RunState): Generator<Ask, unknown, unknown> {
  const { input } = run;
  const params = source.params ?? {};
  switch (source.fact) {
    case 'event':
      return input.event;
    case 'now':
      return run.clock(input.nowMs, params);
    case 'bucket':
      return typeof params.group === 'string'
        ? bucketOf(params.group, input.customerId)
        : undefined;
    case 'customer':
      return yield { ask: 'customer' };
    case 'score':
      return typeof params.name === 'string'
        ? yield { ask: 'score', name: params.name }
        : undefined;
    case 'balance':
      return typeof params.currency === 'string' ? yield* balance(run, params.currency) : undefined;
    case 'consent': {
      const partner =
        typeof params.partner === 'string' ? run.roles.get(params.partner) : undefined;
      if (typeof params.purpose !== 'string' || partner === undefined) return undefined;
      return yield { ask: 'consent', purpose: params.purpose, partner };
    }
    case 'history': {
      const sinceMs =
        typeof params.days === 'number' ? Math.max(0, input.nowMs - params.days * DAY_MS) : 0;
      if (typeof params.event === 'string')
        return yield { ask: 'count-events', type: params.event, sinceMs };
      if (typeof params.step !== 'string') return undefined;
      return yield { ask: 'count-steps', workflow: input.workflow, node: params.step, sinceMs };
    }
    default:
      return undefined;
  }
}

function* balance(run: RunState, currency: string): Generator<Ask, unknown, unknown> {
  const { balanceMinor, pendingMinor } = yield* asked<AccountState>({
    ask: 'account',
    address: customerAccount(run.input.customerId),
    currency,
    atMs: run.input.nowMs,
  });
  return { balanceMinor, pendingMinor, availableMinor: balanceMinor - pendingMinor };
}
