/**
 * Evaluation: many events in one transaction, by turn (S2).
 * E1. An event that throws is undone whole and put in quarantine with the reason; its neighbours stay. Where rows of a batch cannot be
 *     written, it is undone to its savepoint and done again one event at a time, each in a savepoint of its own, to find whose they are.
 * E2. A failure of the store is no event's fault: it undoes the batch and nothing goes to quarantine.
 * E3. Nothing is done where the caller's picture of live workflows and partners is out of date; it cannot change until the commit.
 * E4. The rows of the shards are locked before anything is read, so no two processes ever evaluate a shard at once, whatever the queue
 *     does. The lock is also the lease: the server ends a transaction whose process went silent. Before the commit the fence that was read
 *     under the lock must still be there, and is moved: a worker that wakes up late finds it moved, or its transaction gone.
 */
import type { EvaluateBatch, Evaluated, Storage } from '../storage.ts';
import { AppError } from '../../errors.ts';
import { add, evaluateBatch, quarantine } from './batch.ts';
import type { BatchDeps, Tally, WaitingEvent } from './batch.ts';
import type { Postgres, Tx } from './database.ts';
import { isStorageFailure } from './failure.ts';
import type { ChainEnd } from './ledger.ts';
import { backlogOf, leaveLine } from './lines.ts';
import { shareRevision } from './locks.ts';
import { bulk, statement } from './statement.ts';

type Chain = ChainEnd & { readonly fence: number };

/** Evaluation is work for the processor: more at once in one process would only hold connections and locks longer. */
const AT_ONCE_MAX = 4;

const revision = statement<[], { readonly revision: number }>('SELECT revision FROM revisions');
const lockChains = statement<[readonly number[]], Chain>(
  'SELECT chain, length, head, fence FROM chains WHERE chain = ANY($1::int[]) ORDER BY chain FOR UPDATE',
);
const inTurns = statement<[readonly number[], number], WaitingEvent>(
  `SELECT w.shard, w.turn, w.seq, w.event, w.partner, e.event_id AS "eventId", e.customer AS "customerNo", c.id AS "customerId",
     e.accepted_at_ms AS "acceptedAtMs", e.body_hash AS "bodyHash", e.body
   FROM (
     SELECT w.*, w.turn - min(w.turn) OVER (PARTITION BY w.shard) AS place FROM unnest($1::int[]) AS asked (shard)
     CROSS JOIN LATERAL (SELECT * FROM waiting WHERE shard = asked.shard ORDER BY turn, seq LIMIT $2) w
     ORDER BY place, w.seq LIMIT $2
   ) w
   JOIN events e ON e.seq = w.event JOIN customers c ON c.no = e.customer
   ORDER BY w.place, w.seq`,
);
const done = bulk<readonly [shard: number, turn: number, seq: number]>(
  'int bigint bigint',
  `DELETE FROM waiting USING unnest(COLUMNS) AS done (shard, turn, seq)
   WHERE waiting.shard = done.shard AND waiting.turn = done.turn AND waiting.seq = done.seq`,
);
const putEnds = bulk<readonly [chain: number, length: number, head: Buffer]>(
  'int bigint bytea',
  `UPDATE chains SET length = new.length, head = new.head FROM unnest(COLUMNS) AS new (chain, length, head)
   WHERE chains.chain = new.chain`,
);
const moveFences = bulk<
  readonly [chain: number, fence: number, runs: number, quarantines: number, deliveries: number],
  { readonly chain: number }
>(
  'int bigint bigint bigint bigint',
  `UPDATE chains SET fence = chains.fence + 1, runs = chains.runs + new.runs,
     quarantines = chains.quarantines + new.quarantines, deliveries = chains.deliveries + new.deliveries
   FROM unnest(COLUMNS) AS new (chain, fence, runs, quarantines, deliveries)
   WHERE chains.chain = new.chain AND chains.fence = new.fence
   RETURNING chains.chain`,
);

export function evaluator(
  postgres: Postgres,
  randomBytes: (size: number) => Uint8Array,
): Pick<Storage, 'evaluate' | 'backlog'> {
  const { nowMs } = postgres;
  const inTurn = turns(AT_ONCE_MAX);

  async function evaluateAll(tx: Tx, batch: EvaluateBatch): Promise<Evaluated> {
    const [, now, chains, found] = await Promise.all([
      shareRevision(tx),
      tx.get(revision),
      tx.all(lockChains, batch.shards),
      tx.all(inTurns, batch.shards, batch.limit + 1),
    ]);
    if (now?.revision !== batch.revision) return { outcome: 'stale' };
    if (chains.length < new Set(batch.shards).size)
      throw new Error(
        `There is a shard among ${batch.shards.join(', ')} that the store does not have`,
      );
    const items = found.slice(0, batch.limit);
    const tallies = await evaluateItems(tx, items, chains, {
      evaluateEvent: batch.evaluateEvent,
      nowMs,
      randomBytes,
    });
    await Promise.all([
      tx.bulk(
        done,
        items.map(({ shard, turn, seq }) => [shard, turn, seq]),
      ),
      leaveLine(tx, items),
      moveFencesOf(tx, chains, tallies),
    ]);
    const sum = [...tallies.values()];
    const quarantined = sum.reduce((total, each) => total + each.quarantined, 0);
    return {
      outcome: 'evaluated',
      done: items.length - quarantined,
      quarantined,
      more: found.length > items.length,
      outbox: sum.some(({ sent }) => sent > 0),
    };
  }

  return {
    evaluate: (batch) => inTurn(() => postgres.write((tx) => evaluateAll(tx, batch))),
    backlog: () => postgres.read(backlogOf),
  };
}

async function evaluateItems(
  tx: Tx,
  items: readonly WaitingEvent[],
  chains: readonly ChainEnd[],
  deps: BatchDeps,
): Promise<ReadonlyMap<number, Tally>> {
  if (items.length === 0) return new Map();
  const attempt = (some: readonly WaitingEvent[], from: readonly ChainEnd[]) =>
    tx.savepoint(async () => {
      const { ends, tallies } = await evaluateBatch(tx, some, from, deps);
      await tx.bulk(
        putEnds,
        ends.map(({ chain, length, head }) => [chain, length, Buffer.from(head)]),
      );
      return { ends, tallies };
    });
  try {
    return (await attempt(items, chains)).tallies;
  } catch (error) {
    if (isStorageFailure(error)) throw error;
  }
  const tallies = new Map<number, Tally>();
  const ends = new Map(chains.map((end) => [end.chain, end]));
  for (const item of items) {
    try {
      const one = await attempt([item], [...ends.values()]);
      for (const end of one.ends) ends.set(end.chain, end);
      for (const [shard, tally] of one.tallies) add(tallies, shard, tally);
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      await quarantine(tx, item, error, deps.nowMs());
      add(tallies, item.shard, { runs: 0, quarantined: 1, sent: 0 });
    }
  }
  return tallies;
}

async function moveFencesOf(
  tx: Tx,
  chains: readonly Chain[],
  tallies: ReadonlyMap<number, Tally>,
): Promise<void> {
  const moved = await tx.bulk(
    moveFences,
    [...tallies].map(([shard, { runs, quarantined, sent }]) => {
      const fence = chains.find(({ chain }) => chain === shard)?.fence ?? -1;
      return [shard, fence, runs, quarantined, sent];
    }),
  );
  if (moved.length !== tallies.size)
    throw new AppError(
      'storage-busy',
      'Another process has evaluated this shard meanwhile; nothing was written. Try again.',
    );
}

/** At most so many at once; the others wait in line. */
function turns(max: number) {
  let free = max;
  const line: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
