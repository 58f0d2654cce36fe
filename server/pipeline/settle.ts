/**
 * Keeps the results of deliveries: those that come while some are being kept are kept together next, so the disk is waited for once for many.
 * A result that cannot be kept is let go: the delivery is due again when its lease has passed, and is sent again under the same id.
 */
import { AppError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { DeliveryResult, Storage } from '../storage/storage.ts';

/** One commit then takes some milliseconds. */
const TOGETHER_MAX = 200;

/** Resolves when the result is kept, or cannot be. */
export type Settle = (result: DeliveryResult) => Promise<void>;

type Waiting = { readonly result: DeliveryResult; readonly resolve: () => void };

export function createSettle(deps: {
  readonly storage: Pick<Storage, 'settleDeliveries'>;
  readonly report: Report;
}): Settle {
  let waiting: Waiting[] = [];
  let working = false;

  async function keep(results: readonly DeliveryResult[]): Promise<void> {
    try {
      await deps.storage.settleDeliveries(results);
    } catch (error) {
      // A failure with a code is the store's and meets all; a bug may be the fault of one result, which then fails alone.
      if (!(error instanceof AppError) && results.length > 1)
        for (const each of results) await keep([each]);
      else
        deps.report(
          `${results.map(({ id }) => id).join(', ')}: delivered or not, it could not be kept; what was sent will be sent again`,
          error,
        );
    }
  }

  async function work(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      const now = waiting.slice(0, TOGETHER_MAX);
      waiting = waiting.slice(TOGETHER_MAX);
      await keep(now.map(({ result }) => result));
      for (const { resolve } of now) resolve();
    }
    working = false;
  }

  return (result) =>
    new Promise((resolve) => {
      waiting.push({ result, resolve });
      if (!working) void work();
    });
}
