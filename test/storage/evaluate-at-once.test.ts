/** Two processes want the same shard at once, whatever the queue did: one waits, and one that was asleep is too late. */
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { postgres } from './postgres-adapter.ts';
import { barrierBefore, rawClients, untilSilent, untilWaiting } from './raw-postgres.ts';
import { ALL_SHARDS, arrived, asking, evaluating, list, post, START_MS } from './story.ts';
import { worldsOf } from './world.ts';

const SLEEPER = join(import.meta.dirname, 'sleeper.ts');
const LEASE_MS = 2_000;
const EVENTS = 20;
const events = Array.from({ length: EVENTS }, (_, i) =>
  arrived({ id: `ride-${i}`, subject: `rider-${i % 3}` }),
);
const earn = asking((run) => [post(run)]);

describe('two processes that evaluate the same shards of one database', () => {
  const world = worldsOf(postgres());
  const connect = rawClients();

  it('take turns, and the second finds nothing left to do', async () => {
    const { storage: one, where, accept } = await world();
    const two = await openPostgres({ url: where, nowMs: () => START_MS });
    await accept(...events);
    const raw = await connect(where);
    const barrier = await barrierBefore(raw, 'transfers', 'true');
    const batch = {
      shards: ALL_SHARDS,
      limit: EVENTS,
      revision: await one.revision(),
      evaluateEvent: evaluating(earn),
    };
    const first = one.evaluate(batch);
    await untilWaiting(raw, 1);
    const second = two.evaluate(batch);
    await untilWaiting(raw, 2);
    await barrier.open();
    expect(await first).toMatchObject({ done: EVENTS, quarantined: 0 });
    expect(await second).toMatchObject({ done: 0, quarantined: 0 });
    expect(await two.pulse()).toMatchObject({ events: EVENTS, runs: EVENTS });
    expect(await two.verify()).toMatchObject({ ok: true, transfers: EVENTS });
    await two.close();
  });

  it('do not wait for a process that stopped in the middle, and it cannot commit when it wakes up', async () => {
    const { storage, where, accept, work } = await world();
    await accept(...events);
    const sleeper = spawn(process.execPath, [SLEEPER, where, String(LEASE_MS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(sleeper.stdout);
    const exited = once(sleeper, 'exit');
    const raw = await connect(where);
    // It holds the shards, and its silence lasts: the other one waits for the server to end it.
    await untilSilent(raw);
    expect(await work(earn)).toMatchObject({ done: EVENTS, quarantined: 0 });
    sleeper.kill('SIGCONT');
    expect(await exited).toEqual([0, null]);
    expect(await said).toBe('storage-busy');
    expect(await storage.pulse()).toMatchObject({ runs: EVENTS });
    const { items } = await storage.accounts(list({ account: 'partner:cardia:issued' }));
    expect(items).toMatchObject([{ balanceMinor: -10 * EVENTS }]);
    expect(await storage.verify()).toMatchObject({ ok: true, transfers: EVENTS });
  });
});
