/**
 * What both stores count, each in its own way. SQLite counts in one row; PostgreSQL by shard, so that shards do not wait for each other.
 * What was counted before the move is put on the first shard: only the sums are ever read.
 */
import type { ClientBase } from 'pg';

export type Totals = {
  readonly counters: {
    readonly seq: number;
    readonly revision: number;
    readonly events: number;
    readonly runs: number;
    readonly quarantines: number;
    readonly deliveries: number;
  };
  /** Those that have begun. */
  readonly chains: readonly {
    readonly chain: number;
    readonly length: number;
    readonly head: Buffer;
  }[];
  /** Those that have run. */
  readonly workflows: readonly {
    readonly id: string;
    readonly runs: number;
    readonly declined: number;
    readonly lastRunAtMs: number;
  }[];
};

const FIRST_SHARD = 0;

/** Sets them all, whatever they were: it can be repeated. */
export async function putTotals(client: ClientBase, totals: Totals): Promise<void> {
  const { counters, chains, workflows } = totals;
  await client.query('BEGIN');
  await client.query('UPDATE counters SET seq = $1, events = $2', [counters.seq, counters.events]);
  await client.query('UPDATE revisions SET revision = $1', [counters.revision]);
  for (const { chain, length, head } of chains)
    await client.query(
      `INSERT INTO chains (chain, length, head) VALUES ($1, $2, $3)
       ON CONFLICT (chain) DO UPDATE SET length = excluded.length, head = excluded.head`,
      [chain, length, head],
    );
  await client.query(
    'UPDATE chains SET runs = $1, quarantines = $2, deliveries = $3 WHERE chain = $4',
    [counters.runs, counters.quarantines, counters.deliveries, FIRST_SHARD],
  );
  for (const { id, runs, declined, lastRunAtMs } of workflows)
    await client.query(
      `INSERT INTO workflow_counts (workflow, shard, runs, declined, last_run_at_ms) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (workflow, shard) DO UPDATE
       SET runs = excluded.runs, declined = excluded.declined, last_run_at_ms = excluded.last_run_at_ms`,
      [id, FIRST_SHARD, runs, declined, lastRunAtMs],
    );
  await client.query('COMMIT');
}

export async function readTotals(client: ClientBase): Promise<Totals> {
  const counters = await client.query<Totals['counters']>(
    `SELECT c.seq, r.revision, c.events, d.runs, d.quarantines, d.deliveries FROM counters c, revisions r,
       (SELECT sum(runs) AS runs, sum(quarantines) AS quarantines, sum(deliveries) AS deliveries FROM chains) d`,
  );
  const chains = await client.query<Totals['chains'][number]>(
    'SELECT chain, length, head FROM chains WHERE length > 0 ORDER BY chain',
  );
  const workflows = await client.query<Totals['workflows'][number]>(
    `SELECT workflow AS id, sum(runs) AS runs, sum(declined) AS declined, max(last_run_at_ms) AS "lastRunAtMs"
     FROM workflow_counts GROUP BY workflow ORDER BY workflow`,
  );
  const [first] = counters.rows;
  if (first === undefined) throw new Error('The row of counters is gone');
  return { counters: first, chains: chains.rows, workflows: workflows.rows };
}
