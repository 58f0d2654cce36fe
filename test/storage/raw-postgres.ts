/** Connections to a database past the adapter, for tests that look into it, hold its locks, or damage it. They end with their test. */
import { Client } from 'pg';
import { afterEach } from 'vitest';
import { until } from '../patience.ts';

export function rawClients(): (url: string) => Promise<Client> {
  const open: Client[] = [];
  afterEach(async () => {
    for (const client of open.splice(0)) await client.end();
  });
  return async (url) => {
    const client = new Client({ connectionString: url, options: '-c search_path=recipro' });
    // A server that is restarted, or that throws us out, is part of some tests.
    client.on('error', () => {});
    await client.connect();
    open.push(client);
    return client;
  };
}

/** Waits until so many sessions of this database wait for a lock. */
export async function untilWaiting(client: Client, sessions: number): Promise<void> {
  await until(`${sessions} wait for a lock`, async () => {
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows.length >= sessions;
  });
}

export type Barrier = {
  open(): Promise<void>;
  close(): Promise<void>;
};

/**
 * A barrier before each row that a transaction adds to a table, where `condition` holds of the `new` row: whoever comes waits there,
 * in the middle of a transaction, until the barrier is opened. It begins closed.
 */
export async function barrierBefore(
  client: Client,
  table: string,
  condition: string,
): Promise<Barrier> {
  await client.query(`
    CREATE FUNCTION wait_at_barrier() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${condition} THEN PERFORM pg_advisory_xact_lock_shared(1); END IF; RETURN new; END $$;
    CREATE TRIGGER barrier BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION wait_at_barrier()`);
  const close = async () => void (await client.query('SELECT pg_advisory_lock(1)'));
  await close();
  return { close, open: async () => void (await client.query('SELECT pg_advisory_unlock(1)')) };
}

/** Waits until a session of this database is in a transaction and says nothing. */
export async function untilSilent(client: Client): Promise<void> {
  await until('a session is idle in its transaction', async () => {
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()
         AND pid <> pg_backend_pid() AND now() - state_change > interval '50 ms'`,
    );
    return rows.length > 0;
  });
}
