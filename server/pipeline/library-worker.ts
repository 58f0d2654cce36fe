/**
 * The thread in which json-rules-engine answers, away from the event loop. An answer goes back as a message, or, to a caller
 * that waits for it, into the memory that came with the question.
 */
import { parentPort } from 'node:worker_threads';
import { decideInLibrary } from '@recipro/rules/library.ts';
import { ANSWERS } from './second-opinion.ts';
import type { Question } from './second-opinion.ts';

parentPort?.on('message', ({ id, decision, into }: Question) => {
  void decideInLibrary(decision).then((met) => {
    const answer = ANSWERS.indexOf(met);
    if (into === null) return parentPort?.postMessage({ id, met }, []);
    const memory = new Int32Array(into);
    // 0 says that nobody answered yet.
    Atomics.store(memory, 0, answer + 1);
    Atomics.notify(memory, 0);
  });
});
