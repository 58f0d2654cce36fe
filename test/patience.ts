/** Waiting in tests is for a condition, never for a time. */
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 45_000;
const LOOK_EVERY_MS = 10;

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited ${patienceMs} ms, but not so: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** A promise and its two ends, and whether somebody has come to wait for it. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let reached = false;
  return {
    open: resolve,
    reached: () => reached,
    pass: () => {
      reached = true;
      return promise;
    },
  };
}
