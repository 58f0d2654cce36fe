/**
 * How the process ends: in order and within a bound when it is asked to, at once when it cannot go on.
 * E1. What was opened last is closed first. E2. A second signal does not wait. E3. Nothing is lost by an end at once:
 * what was promised is on disk, and the next start goes on from there.
 */
import { AppError } from './errors.ts';
import type { Report } from './errors.ts';
import type { Log } from './log.ts';

/** Longer than every bound of what is closed, together. */
const STOP_MS = 30_000;

export type Ending = {
  /** Adds what must be closed before all that was added earlier. */
  before(close: () => unknown): void;
  /** Ends the process now. */
  readonly fatal: (error: unknown) => void;
  /** Logs a failure that no caller waits for; of a store that has failed for good, the process ends. */
  readonly report: Report;
};

export function createEnding(log: Log): Ending {
  const closers: (() => unknown)[] = [];
  let stopping = false;

  const fatal = (err: unknown) => {
    log.fatal({ err }, 'The process ends because it cannot go on');
    process.exit(1);
  };

  const stop = async (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'Closing');
    setTimeout(() => fatal(new Error(`closing took longer than ${STOP_MS} ms`)), STOP_MS).unref();
    for (const close of closers.toReversed()) await close();
    process.exit(0);
  };

  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void stop(signal));
  }

  return {
    before: (close) => void closers.push(close),
    fatal,
    report: (message, err) => {
      log.error({ err }, message);
      if (err instanceof AppError && err.code === 'storage-failed') fatal(err);
    },
  };
}
