/**
 * A server that goes away, comes back, or stops taking writes while a store is open: what was answered is there, callers hear that it
 * is busy, and the store goes on by itself. Only damage, and a schema that somebody changed, are the end.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { AppError } from '@recipro/server/errors.ts';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../patience.ts';
import { postgresServer } from './postgres-adapter.ts';
import { rawClients, untilWaiting } from './raw-postgres.ts';
import {
  ALL_SHARDS,
  arrived,
  asking,
  evaluating,
  list,
  partnerNamed,
  post,
  publishing,
  START_MS,
  WORKFLOW,
} from './story.ts';

const SENDERS = 6;
const PAGE_BYTES = 8192;
const earn = evaluating(asking((run) => [post(run)]));

describe('an open store on PostgreSQL', () => {
  const server = postgresServer();
  const connect = rawClients();
  const opened: Storage[] = [];
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close();
  });

  async function store(url: string) {
    const storage = await openPostgres({ url, nowMs: () => START_MS });
    opened.push(storage);
    return storage;
  }

  async function furnished() {
    const url = await server().database();
    const storage = await store(url);
    await storage.addPartner(partnerNamed('cardia', 'CARD'));
    await storage.createWorkflow(WORKFLOW, START_MS);
    await storage.publish(WORKFLOW.id, publishing(1));
    return { url, storage };
  }

  const accept = (storage: Storage, ...ids: readonly string[]) =>
    storage.accept([ids.map((id) => arrived({ id }))], START_MS);
  const evaluate = async (storage: Storage) =>
    storage.evaluate({
      shards: ALL_SHARDS,
      limit: 20,
      revision: await storage.revision(),
      evaluateEvent: earn,
    });
  const busy = (error: unknown) => error instanceof AppError && error.code === 'storage-busy';

  it('keeps what it answered when the server crashes under load, says what failed, and goes on with the next call', async () => {
    const { storage } = await furnished();
    const answered = new Set<string>();
    const failed = new Set<string>();
    const others: unknown[] = [];
    const over = new AbortController();
    const hear = (error: unknown) => (busy(error) ? null : void others.push(error));
    const send = async (sender: number) => {
      for (let no = 0; !over.signal.aborted; no += 1) {
        const id = `ride-${sender}-${no}`;
        await accept(storage, id).then(
          () => answered.add(id),
          (error: unknown) => {
            failed.add(id);
            hear(error);
          },
        );
      }
    };
    const work = async () => {
      while (!over.signal.aborted) await evaluate(storage).catch(hear);
    };
    const all = Promise.all([...Array.from({ length: SENDERS }, (_, i) => send(i)), work()]);
    await until('it works', async () => (await storage.pulse()).runs > 50);
    await server().restart();
    const before = answered.size;
    await until('it works again', () => answered.size > before + 50);
    over.abort();
    await all;

    expect(others).toEqual([]);
    expect(failed.size).toBeGreaterThan(0);
    // Whoever was told to try again does; what had been kept all the same is not kept twice.
    for (const id of failed) await accept(storage, id);
    while ((await storage.backlog()).length > 0) await evaluate(storage);
    const total = answered.size + failed.size;
    expect(await storage.pulse()).toMatchObject({ events: total, runs: total });
    expect((await storage.quarantined(list())).items).toEqual([]);
    expect(await storage.verify()).toMatchObject({ ok: true, transfers: total });
  });

  it('reads on while its server is a replica, and writes again when it is the primary', async () => {
    const { url, storage } = await furnished();
    await accept(storage, 'before');
    await server().down();
    await server().up({ replica: true });
    expect(await storage.pulse()).toMatchObject({ events: 1 });
    await expect(accept(storage, 'during')).rejects.toMatchObject({
      code: 'storage-busy',
      message: expect.stringMatching(/\(25006\)\. It only reads, as a replica does/),
    });
    await expect(evaluate(storage)).rejects.toMatchObject({ code: 'storage-busy' });
    await (await connect(url)).query('SELECT pg_promote()');
    expect(await accept(storage, 'after')).toMatchObject([{ outcome: 'accepted' }]);
    expect(await evaluate(storage)).toMatchObject({ done: 2, quarantined: 0 });
  });

  it('is busy while the server has no connection left, and not when it has one', async () => {
    const { url, storage } = await furnished();
    await server().down();
    await server().up({ settings: { max_connections: '5', max_wal_senders: '0' } });
    const taken: Client[] = [];
    for (;;) {
      const client = new Client({ connectionString: url });
      client.on('error', () => {});
      const refused = await client.connect().then(
        () => false,
        () => true,
      );
      if (refused) break;
      taken.push(client);
    }
    await expect(accept(storage, 'one')).rejects.toMatchObject({
      code: 'storage-busy',
      message: expect.stringMatching(/\(53300\)\. Raise max_connections/),
    });
    for (const client of taken) await client.end();
    await until('there is a connection again', () =>
      accept(storage, 'two').then(
        () => true,
        (error: unknown) => {
          if (busy(error)) return false;
          throw error;
        },
      ),
    );
    await server().restart();
  });

  it('is busy when a statement took too long or its session was ended, and nothing of it is there', async () => {
    const { url, storage } = await furnished();
    const [holder, killer] = [await connect(url), await connect(url)];
    for (const end of ['pg_cancel_backend', 'pg_terminate_backend']) {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM counters FOR UPDATE');
      const accepting = accept(storage, 'ride');
      const refused = expect(accepting).rejects.toMatchObject({ code: 'storage-busy' });
      await untilWaiting(killer, 1);
      await killer.query(
        `SELECT ${end}(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      await refused;
      await holder.query('ROLLBACK');
    }
    expect(await storage.pulse()).toMatchObject({ events: 0 });
    expect(await accept(storage, 'ride')).toMatchObject([{ outcome: 'accepted' }]);
  });

  it('fails for good when the schema is not the one it knows, and blames no event for it', async () => {
    const { url, storage } = await furnished();
    await accept(storage, 'ride');
    await (await connect(url)).query('ALTER TABLE runs RENAME COLUMN trace TO story');
    await expect(evaluate(storage)).rejects.toMatchObject({
      code: 'storage-failed',
      message: expect.stringMatching(/\(42703\)\. The schema is not the one/),
    });
    await expect(storage.pulse()).rejects.toMatchObject({ code: 'storage-failed' });
    const again = await store(url);
    expect((await again.quarantined(list())).items).toEqual([]);
    expect(await again.backlog()).toHaveLength(1);
  });

  it('answers nothing more once the server says that its data is damaged', async () => {
    const { url } = await furnished();
    const raw = await connect(url);
    const { rows } = await raw.query<{ file: string }>(
      `SELECT pg_relation_filepath('transfers') AS file`,
    );
    const storage = await store(url);
    await accept(storage, 'ride');
    await evaluate(storage);
    await raw.query('CHECKPOINT');
    await server().down();
    const handle = await open(path.join(server().data, rows[0]?.file ?? ''), 'r+');
    await handle.write(Buffer.alloc(PAGE_BYTES, 99), 0, PAGE_BYTES, 0);
    await handle.close();
    await server().up();
    await expect(storage.transfers(list())).rejects.toMatchObject({ code: 'storage-failed' });
    await expect(storage.pulse()).rejects.toMatchObject({ code: 'storage-failed' });
    expect(await (await store(url)).verify()).toMatchObject({
      ok: false,
      firstBad: { table: 'database' },
    });
  });
});
