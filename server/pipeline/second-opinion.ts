/**
 * json-rules-engine beside the closures. It defines what conditions mean, but takes hundreds of times as long, and answers only
 * later, which a transaction cannot await; so it works in a thread of its own, in one of two ways:
 * - by default a small share of the decisions is made again in the background, and a difference is counted and logged;
 * - with EVALUATOR=json-rules-engine it makes every decision: the step waits for the thread, and the library's answer counts.
 * O1. Nobody waits for a check, and not more than CHECKS_MAX wait to be made: what comes on top is not checked.
 * O2. An answer that does not come in time is none, and then the closures' answer counts.
 */
import { Worker } from 'node:worker_threads';
import type { Decision, Judge } from '@recipro/rules';
import type { Report } from '../errors.ts';

const CHECKS_MAX = 100;
/** Thousands of times what an answer takes. */
const ANSWER_MS = 5_000;

/** As numbers in shared memory. Null is a condition that the library rejects. */
export const ANSWERS: readonly (boolean | null)[] = [true, false, null];

export type Question = {
  readonly id: number;
  readonly decision: Decision;
  /** Where the answer goes when someone waits for it. */
  readonly into: SharedArrayBuffer | null;
};

type Answer = { readonly id: number; readonly met: boolean | null };

export type DecisionCounts = {
  readonly evaluator: Evaluator;
  /** Decisions that the library has made as well. */
  readonly checked: number;
  readonly differences: number;
};

export type Evaluator = 'closures' | 'json-rules-engine';

export type SecondOpinion = {
  readonly judge: Judge;
  readonly counts: () => DecisionCounts;
  stop(): Promise<void>;
};

export function createSecondOpinion(deps: {
  readonly evaluator: Evaluator;
  /** One decision in so many is checked; 0 checks none. */
  readonly checkEvery: number;
  readonly report: Report;
}): SecondOpinion {
  const { evaluator, checkEvery, report } = deps;
  const waiting = new Map<number, { readonly met: boolean; readonly decision: Decision }>();
  let worker: Worker | null = null;
  let made = 0;
  let checked = 0;
  let differences = 0;

  function compare(met: boolean, theirs: boolean | null, decision: Decision): void {
    // What the library rejects it does not answer.
    if (theirs === null) return;
    checked += 1;
    if (theirs === met) return;
    differences += 1;
    const input = JSON.stringify(decision);
    report(
      `json-rules-engine says that a condition is ${theirs ? '' : 'not '}met, and Recipro the opposite`,
      new Error(`Please report this decision, which is all that was read for it: ${input}`),
    );
  }

  function thread(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(new URL('./library-worker.ts', import.meta.url));
    started.on('message', ({ id, met }: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (asked !== undefined) compare(asked.met, met, asked.decision);
    });
    started.on('error', (error) => {
      report('The thread of json-rules-engine failed; the next decision starts another', error);
      waiting.clear();
      worker = null;
    });
    // It must not keep the process alive.
    started.unref();
    worker = started;
    return started;
  }

  const check: Judge = (met, decision) => {
    made += 1;
    if (checkEvery === 0 || made % checkEvery !== 0 || waiting.size >= CHECKS_MAX) return met;
    const asked = { met, decision: decision() };
    waiting.set(made, asked);
    thread().postMessage({ id: made, decision: asked.decision, into: null } satisfies Question, []);
    return met;
  };

  const decide: Judge = (met, decision) => {
    made += 1;
    const asked = decision();
    const into = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const memory = new Int32Array(into);
    thread().postMessage({ id: made, decision: asked, into } satisfies Question, []);
    if (Atomics.wait(memory, 0, 0, ANSWER_MS) === 'timed-out') {
      report('json-rules-engine did not answer in time', new Error(JSON.stringify(asked)));
      return met;
    }
    const theirs = ANSWERS[Atomics.load(memory, 0) - 1] ?? null;
    compare(met, theirs, asked);
    return theirs ?? met;
  };

  return {
    judge: evaluator === 'closures' ? check : decide,
    counts: () => ({ evaluator, checked, differences }),
    stop: async () => {
      await worker?.terminate();
    },
  };
}
