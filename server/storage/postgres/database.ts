/**
 * A pool of connections to one PostgreSQL database, and the only two ways to use it: a read of one moment and a write of all or nothing.
 *
 * D1. `synchronous_commit`, `fsync` and `full_page_writes` are on, looked at when it is opened: what was committed survives a power cut.
 * D2. Writes run at READ COMMITTED and lock the rows that they decide on (a shard's chain, accounts, vouchers, deliveries) before they read them. SERIALIZABLE would give the same answers, but every batch of every shard posts to the same few
 *     accounts of partners, so most batches would be computed for nothing and repeated; a lock makes them wait a moment instead.
 * D3. A serialization failure or a deadlock repeats the whole transaction, a bounded number of times. Any work here can be repeated.
 * D4. Every wait is bounded: for a connection, a statement, a lock, a client that went silent in a transaction, an answer that never comes.
 * D5. Statements that are asked for without waiting in between are sent at once and done in that order, so that a batch costs a few round
 *     trips and not one for each statement. Where one of them fails, those behind it fail too, and
 *     the first to fail is what is heard. A write that waits for an answer first comes behind all others of its group, so none outlives it.
 * D6. A connection that fails is thrown away. The next call makes a new one, so a restarted server is found again without help.
 */
import { Client, Pool } from 'pg';
import type { ClientBase, ClientConfig, PoolClient } from 'pg';
import { drizzle } from 'drizzle-orm/pg-proxy';
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import {
  isAftermath,
  isRepeatable,
  isStorageFailure,
  unreachable,
  withOurCode,
} from './failure.ts';
import type { Bulk, Statement } from './statement.ts';
import { exactTypes } from './exact-numbers.ts';

/** One open transaction. */
export type Tx = {
  readonly orm: PgRemoteDatabase;
  all<Values extends readonly unknown[], Row extends object>(
    statement: Statement<Values, Row>,
    ...values: Values
  ): Promise<readonly Row[]>;
  get<Values extends readonly unknown[], Row extends object>(
    statement: Statement<Values, Row>,
    ...values: Values
  ): Promise<Row | undefined>;
  /** Gives how many rows it changed. */
  run<Values extends readonly unknown[]>(
    statement: Statement<Values, object>,
    ...values: Values
  ): Promise<number>;
  /** Nothing is asked for no rows. */
  bulk<Given extends readonly unknown[], Row extends object>(
    statement: Bulk<Given, Row>,
    rows: readonly Given[],
  ): Promise<readonly Row[]>;
  /** SQL that is put together at run time, from words of our own. */
  text(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Undoes what the work did when it throws, and throws it on. */
  savepoint<Result>(work: () => Promise<Result>): Promise<Result>;
};

export type Postgres = {
  readonly nowMs: () => number;
  /** Several reads of one moment. */
  read<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  write<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

export type Limits = {
  /** Connections of this process. */
  readonly connectionsMax: number;
  /** How long a transaction lives whose client is silent: a process that was stopped in the middle loses it then. */
  readonly leaseMs: number;
};

export const LIMITS: Limits = { connectionsMax: 10, leaseMs: 10_000 };

/** For a free connection of the pool, or a new one. */
const CONNECT_MS = 5_000;
/** Longer than a lease, so that who waits for a lock sees the lease of a stopped process end. */
const LOCK_MS = 15_000;
const STATEMENT_MS = 30_000;
/** So much later no answer comes at all, not even that the statement took too long. */
const ANSWER_MS = 10_000;
const REPEATS_MAX = 5;
const REPEAT_AFTER_MS = 20;
/** Checking all books, or waiting for another starter who changes a large database. */
const LONG_MS = 30 * 60_000;
/** How often the server looks whether the client of such work is still there. */
const LOOK_MS = 1_000;
/** A name space of our own, so that the database can be shared with others. */
export const SCHEMA = 'recipro';
/** Where a store that is being moved here is put together, until it is whole and takes the name above. */
export const MOVING_SCHEMA = 'recipro_moving';

const BEGIN_READ = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** Not READ WRITE: a server that has become a replica would refuse that in other words than every write. */
const BEGIN_WRITE = 'BEGIN ISOLATION LEVEL READ COMMITTED';

function settings(url: string, leaseMs: number, longestMs: number, schema = SCHEMA): ClientConfig {
  return {
    connectionString: url,
    application_name: 'recipro',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: longestMs,
    lock_timeout: Math.min(LOCK_MS, longestMs),
    query_timeout: longestMs + ANSWER_MS,
    idle_in_transaction_session_timeout: leaseMs,
    // A client that takes no answer, as a stopped process, loses its connection after a lease too.
    options: `-c synchronous_commit=on -c search_path=${schema} -c default_transaction_read_only=off -c client_min_messages=warning -c tcp_user_timeout=${leaseMs}`,
    keepAlive: true,
    types: exactTypes(),
  };
}

export function poolFor(url: string, { connectionsMax, leaseMs }: Limits): Pool {
  const pool = new Pool({
    ...settings(url, leaseMs, STATEMENT_MS),
    max: connectionsMax,
    pipeline: true,
  });
  // A connection that dies is thrown away by the pool; whoever was using it hears it from its own query.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A connection of its own for work that takes long, which must not use up the pool or its patience. */
export async function withLongLine<Result>(
  url: string,
  work: (client: ClientBase) => Promise<Result>,
  schema = SCHEMA,
): Promise<Result> {
  const place = placeOf(url);
  const client = await longLine(url, schema).catch((error: unknown) => {
    throw unreachable(error, place);
  });
  try {
    // So that work of a process that was killed does not go on. A server whose system cannot look sees it when the statement ends.
    await client.query(`SET client_connection_check_interval = ${LOOK_MS}`).catch(() => {});
    return await work(client);
  } catch (error) {
    throw withOurCode(error, place);
  } finally {
    // Of a connection that is lost there is nothing to close.
    await client.end().catch(() => {});
  }
}

async function longLine(url: string, schema: string): Promise<Client> {
  const client = new Client(settings(url, LIMITS.leaseMs, LONG_MS, schema));
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The server's name for messages; its password stays out of them. */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname === '' ? 'localhost' : hostname}:${port === '' ? '5432' : port}${pathname}`;
}

export function postgresOver(pool: Pool, place: string, nowMs: () => number): Postgres {
  const known = new WeakMap<PoolClient, Tx>();
  let failed: AppError | null = null;

  function txOn(client: PoolClient): Tx {
    const tx = known.get(client) ?? txOver(client);
    known.set(client, tx);
    return tx;
  }

  async function once<Result>(begin: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const client = await pool.connect().catch((error: unknown) => {
      throw unreachable(error, place);
    });
    let lost = false;
    try {
      await client.query(begin);
      const result = await work(txOn(client));
      const { command } = await client.query('COMMIT');
      // A transaction in which a statement failed answers COMMIT with ROLLBACK, and no error.
      if (command !== 'COMMIT') throw new Error('A failed transaction was to be committed');
      return result;
    } catch (error) {
      lost = isStorageFailure(error) && !isRepeatable(error);
      // The server undoes what a lost connection has begun; to ask for it could mean to wait for an answer that never comes.
      if (!lost) await client.query('ROLLBACK').catch(() => (lost = true));
      throw error;
    } finally {
      client.release(lost);
    }
  }

  async function answer<Result>(begin: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    if (failed !== null) throw failed;
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await once(begin, work);
      } catch (error) {
        if (isRepeatable(error) && repeats < REPEATS_MAX) {
          await pause(REPEAT_AFTER_MS * repeats);
          continue;
        }
        const ours = withOurCode(error, place);
        if (ours instanceof AppError && ours.code === 'storage-failed') failed = ours;
        throw ours;
      }
    }
  }

  return {
    nowMs,
    read: (work) => answer(BEGIN_READ, work),
    write: (work) => answer(BEGIN_WRITE, work),
    close: () => pool.end(),
  };
}

export function txOver(client: ClientBase): Tx {
  let cause: unknown = null;

  /** Of statements that were sent at once, those behind the one that failed say only that it did; what is heard is why. */
  async function heard<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      if (isAftermath(error)) throw cause ?? error;
      cause = error;
      throw error;
    }
  }

  return {
    orm: drizzle(async (text, values, method) => {
      if (method === 'all') return heard(client.query({ text, values, rowMode: 'array' }));
      const { rowCount } = await heard(client.query({ text, values }));
      return { rows: [[rowCount]] };
    }),
    all: async ({ name, text }, ...values) =>
      (await heard(client.query({ name, text, values: [...values] }))).rows,
    get: async ({ name, text }, ...values) =>
      (await heard(client.query({ name, text, values: [...values] }))).rows[0],
    run: async ({ name, text }, ...values) =>
      (await heard(client.query({ name, text, values: [...values] }))).rowCount ?? 0,
    async bulk({ name, text, columns }, rows) {
      if (rows.length === 0) return [];
      const values = Array.from({ length: columns }, (_, place) => rows.map((row) => row[place]));
      return (await heard(client.query({ name, text, values: [...values] }))).rows;
    },
    text: async (sql) => (await heard(client.query(sql))).rows,
    async savepoint(work) {
      try {
        const [, result] = await Promise.all([heard(client.query('SAVEPOINT step')), work()]);
        await client.query('RELEASE SAVEPOINT step');
        return result;
      } catch (error) {
        if (!isStorageFailure(error))
          await client.query('ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step');
        throw error;
      }
    },
  };
}
