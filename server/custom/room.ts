/**
 * The host's side of the thread in which custom actions run. A plan is waited for, since it belongs to the transaction that asks for it;
 * so it has a deadline. A thread that misses one is ended and a new one takes its place.
 * M1. Whatever an action does, the host goes on: the event that asked is hurt, with a reason, and nobody else.
 * M2. An action that keeps missing its deadline is left alone for a while, so that it cannot hold up everybody's transactions.
 */
import type { Currency, Json, PerformTools } from '@recipro/schema';
import type { Report } from '../errors.ts';
import type { PlanAnswer, PlanRequest } from './message.ts';
import { LOAD_MS, PLAN_MS, startThread } from './thread.ts';

/** So often in a row, and then not for this long. */
const MISSES_MAX = 3;
const REST_MS = 60_000;
/** A plan names a few currencies; one that asks on and on does not end. */
const NEEDS_MAX = 20;

export type Room = {
  /** Throws what the plan threw, or why there is none. The answer is whatever the action gave. */
  plan(
    request: Omit<PlanRequest, 'currencies'>,
    currency: (code: string) => Currency | null,
  ): unknown;
  perform(kind: string, input: Readonly<Record<string, Json>>, tools: PerformTools): Promise<void>;
  close(): Promise<void>;
};

/** Opens it when every module has loaded; throws which one did not, and why. */
export async function openRoom(options: {
  readonly modules: readonly string[];
  readonly report: Report;
  readonly nowMs: () => number;
}): Promise<Room> {
  const hire = () => startThread(options.modules, options.report);
  let guest = hire();
  try {
    await within(guest.loaded, LOAD_MS);
  } catch (error) {
    await guest.end();
    throw error;
  }
  const manners = new Map<string, Manners>();

  function replace(): void {
    void guest.end();
    guest = hire();
    // Whoever needs it waits for it, and hears it there.
    guest.loaded.catch(() => {});
  }

  function answerOf(request: PlanRequest, known: Manners): PlanAnswer {
    if (!guest.alive()) replace();
    const answer = guest.plan(request);
    if (answer !== null) {
      known.misses = 0;
      return answer;
    }
    replace();
    known.misses += 1;
    known.restUntilMs = known.misses >= MISSES_MAX ? options.nowMs() + REST_MS : 0;
    throw new Error(`it gave no answer within ${PLAN_MS} ms and was ended`);
  }

  return {
    plan(request, currency) {
      const known = manners.get(request.kind) ?? { misses: 0, restUntilMs: 0, codes: new Set() };
      manners.set(request.kind, known);
      if (options.nowMs() < known.restUntilMs)
        throw new Error(
          `it gave no answer ${MISSES_MAX} times in a row and is left alone for a minute`,
        );
      for (let asked = 0; asked < NEEDS_MAX; asked += 1) {
        const currencies = new Map([...known.codes].map((code) => [code, currency(code)]));
        const answer = answerOf({ ...request, currencies }, known);
        if ('plan' in answer) return answer.plan;
        if ('failed' in answer) throw new Error(answer.failed);
        for (const code of answer.needs) known.codes.add(code);
      }
      throw new Error(`it asked for more than ${NEEDS_MAX} currencies`);
    },
    perform: (kind, input, tools) => {
      if (!guest.alive()) replace();
      return guest.perform(kind, input, tools, replace);
    },
    close: () => guest.end(),
  };
}

/** What is remembered of an action between its plans. */
type Manners = { misses: number; restUntilMs: number; readonly codes: Set<string> };

async function within<Value>(promise: Promise<Value>, limitMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`the modules did not load within ${limitMs / 1000} s`)),
    limitMs,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
