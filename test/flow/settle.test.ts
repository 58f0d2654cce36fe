/** Results of deliveries are kept many at once, and none pays for another. */
import { describe, expect, it } from 'vitest';
import { AppError } from '@recipro/server/errors.ts';
import { createSettle } from '@recipro/server/pipeline/settle.ts';
import type { DeliveryResult } from '@recipro/server/storage/storage.ts';
import { gate, until } from '../patience.ts';

function result(id: string): DeliveryResult {
  const attempt = { atMs: 0, status: 200, error: null, durationMs: 1 };
  return { id, fence: 1, attempt, next: { outcome: 'delivered' } };
}

function settling(keep: (ids: readonly string[]) => Promise<void>) {
  const calls: (readonly string[])[] = [];
  const faults: string[] = [];
  const settle = createSettle({
    storage: {
      settleDeliveries: async (results) => {
        const ids = results.map(({ id }) => id);
        calls.push(ids);
        await keep(ids);
        return ids.map(() => true);
      },
    },
    report: (message) => void faults.push(message),
  });
  return { settle, calls, faults };
}

describe('the result of a delivery', () => {
  it('that comes while others are being kept is kept with all that came meanwhile', async () => {
    const first = gate();
    const { settle, calls } = settling(async (ids) => {
      if (ids.includes('a')) await first.pass();
    });
    const all = [settle(result('a'))];
    await until('the first is being kept', first.reached);
    for (const id of ['b', 'c', 'd']) all.push(settle(result(id)));
    first.open();
    await Promise.all(all);
    expect(calls).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('that makes the store stumble fails alone, and is told', async () => {
    const first = gate();
    const { settle, calls, faults } = settling(async (ids) => {
      if (ids.includes('a')) await first.pass();
      if (ids.includes('bad')) throw new TypeError('a bug');
    });
    const all = [settle(result('a'))];
    await until('the first is being kept', first.reached);
    for (const id of ['b', 'bad', 'd']) all.push(settle(result(id)));
    first.open();
    await Promise.all(all);
    expect(calls.slice(1)).toEqual([['b', 'bad', 'd'], ['b'], ['bad'], ['d']]);
    expect(faults).toEqual([expect.stringMatching(/^bad: .*will be sent again/)]);
  });

  it('is let go with all others when the store fails, and the next ones are kept', async () => {
    let full = true;
    const { settle, calls, faults } = settling(async () => {
      if (full) throw new AppError('storage-full', 'The disk is full.');
    });
    await settle(result('a'));
    full = false;
    await settle(result('b'));
    expect(calls).toEqual([['a'], ['b']]);
    expect(faults).toHaveLength(1);
  });
});
