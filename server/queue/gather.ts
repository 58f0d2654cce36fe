/**
 * Makes one call of many: what is asked for while calls run, or in the same turn of the event loop, is handled together next.
 * So a process that works many shards commits them together, and the disk is waited for once for all of them.
 */
import type { Handler } from './queue.ts';

type Asked = {
  readonly shard: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

/** A call of one shard resolves or rejects with the call that it became part of. */
export function gather(handler: Handler, callsMax: number): (shard: number) => Promise<void> {
  let asked: Asked[] = [];
  let calls = 0;

  async function call(): Promise<void> {
    calls += 1;
    while (asked.length > 0) {
      await turn();
      const mine = asked;
      asked = [];
      if (mine.length === 0) continue;
      try {
        await handler(mine.map(({ shard }) => shard));
        for (const { resolve } of mine) resolve();
      } catch (error) {
        for (const { reject } of mine) reject(error);
      }
    }
    calls -= 1;
  }

  return (shard) =>
    new Promise((resolve, reject) => {
      asked.push({ shard, resolve, reject });
      if (calls < callsMax) void call();
    });
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
