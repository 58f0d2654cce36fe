/** What PostgreSQL undoes for its own reasons is done again from the beginning, so often and no oftener. */
import { describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { until } from '../patience.ts';
import { postgres } from './postgres-adapter.ts';
import { barrierBefore, rawClients, untilWaiting } from './raw-postgres.ts';
import { arrived, asking, list, post } from './story.ts';
import { worldsOf } from './world.ts';

const EVENTS = 10;
const events = Array.from({ length: EVENTS }, (_, i) => arrived({ id: `ride-${i}` }));
const earn = asking((run) => [post(run)]);
/** The first try and five more, as the adapter says. */
const TRIES = 6;

/** The first `failures` batches that write runs fail as this SQLSTATE; gives how many have tried. */
async function failing(raw: Client, state: string, failures: number) {
  await raw.query(`
    CREATE SEQUENCE tries;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF nextval('tries') <= ${failures} THEN RAISE EXCEPTION 'planted' USING ERRCODE = '${state}'; END IF; RETURN NULL; END $$;
    CREATE TRIGGER fail AFTER INSERT ON runs FOR EACH STATEMENT EXECUTE FUNCTION fail()`);
  return async () => {
    const { rows } = await raw.query<{ tries: string }>('SELECT last_value AS tries FROM tries');
    return Number(rows[0]?.tries);
  };
}

describe('a batch that PostgreSQL undoes', () => {
  const world = worldsOf(postgres());
  const connect = rawClients();

  it('by a deadlock with another session is repeated and then right', async () => {
    const { storage, where, accept, work } = await world();
    await accept(arrived({ id: 'first' }));
    await work(earn);
    await accept(...events);
    const [raw, other] = [await connect(where), await connect(where)];
    const barrier = await barrierBefore(raw, 'accounts', 'true');
    // The batch has locked its shard; the other has locked an account that the batch is about to change, and wants the shard.
    const evaluated = work(earn);
    await untilWaiting(raw, 1);
    await other.query(`SET deadlock_timeout = '1h'; BEGIN`);
    await other.query(`SELECT 1 FROM accounts WHERE address = 'partner:cardia:issued' FOR UPDATE`);
    const wanted = other
      .query('SELECT 1 FROM chains ORDER BY chain FOR UPDATE')
      .then(() => other.query('COMMIT'));
    await untilWaiting(raw, 2);
    await barrier.open();
    await wanted;
    expect(await evaluated).toMatchObject({ done: EVENTS, quarantined: 0 });
    await until('the server has counted one deadlock', async () => {
      const { rows } = await raw.query<{ deadlocks: string }>(
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      );
      return rows[0]?.deadlocks === '1';
    });
    expect(await storage.pulse()).toMatchObject({ runs: EVENTS + 1 });
    expect(await storage.verify()).toMatchObject({ ok: true, transfers: EVENTS + 1 });
  });

  it('for a serialization failure is repeated until it goes through', async () => {
    const { storage, where, accept, work } = await world();
    await accept(...events);
    const tries = await failing(await connect(where), '40001', TRIES - 1);
    expect(await work(earn)).toMatchObject({ done: EVENTS, quarantined: 0 });
    expect(await tries()).toBe(TRIES);
    expect(await storage.pulse()).toMatchObject({ runs: EVENTS });
    expect(await storage.verify()).toMatchObject({ ok: true, transfers: EVENTS });
  });

  it(`is given up after ${TRIES} tries as busy, and waits whole for the next one`, async () => {
    const { storage, where, accept, work } = await world();
    await accept(...events);
    const tries = await failing(await connect(where), '40P01', TRIES);
    await expect(work(earn)).rejects.toMatchObject({ code: 'storage-busy' });
    expect(await tries()).toBe(TRIES);
    expect(await storage.pulse()).toMatchObject({ runs: 0 });
    expect((await storage.backlog()).reduce((sum, line) => sum + line.waiting, 0)).toBe(EVENTS);
    expect((await storage.quarantined(list())).items).toEqual([]);
    expect(await work(earn)).toMatchObject({ done: EVENTS, quarantined: 0 });
  });
});
