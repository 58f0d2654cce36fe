/**
 * The outbox: messages are claimed for a while, sent, and settled.
 * O1. A claim moves the fence; a result with an older fence changes nothing, so a process that was asleep cannot overrule.
 * O2. What is claimed and never settled is due again when its lease has passed.
 * O3. Processes that claim at once pass over each other's rows instead of waiting for them.
 */
import type { DeliveryAttempt } from '@recipro/schema';
import type { ClaimedDelivery, DeliveryResult, Storage } from '../storage.ts';
import type { Postgres, Tx } from './database.ts';
import { holdDeliveries } from './due.ts';
import { bumpRevision, holdRevision, shareRevision } from './locks.ts';
import { bulk, statement } from './statement.ts';

/** A delivery keeps this many of its newest attempts; by hand it can be sent again any number of times. */
const ATTEMPTS_KEPT = 50;

type Outbox = Pick<Storage, 'claimDeliveries' | 'settleDeliveries' | 'redeliver'>;
type DueRow = Omit<ClaimedDelivery, 'attempts'> & {
  readonly no: number;
  readonly attempts: string;
};
type Held = {
  readonly id: string;
  readonly fence: number;
  readonly no: number;
  readonly recipient: string;
  readonly attempts: string;
  /** Whether there is somewhere to send it. */
  readonly able: boolean;
};

/** Steps from one recipient to the next by the index, so that a long queue of one is never walked through; and locks what is due of each. */
const dueRows = statement<[nowMs: number, limit: number, except: readonly string[]], DueRow>(
  `WITH RECURSIVE recipients AS (
     (SELECT recipient FROM deliveries WHERE status = 'waiting' ORDER BY recipient LIMIT 1)
     UNION ALL
     SELECT (SELECT d.recipient FROM deliveries d
       WHERE d.status = 'waiting' AND d.recipient > r.recipient ORDER BY d.recipient LIMIT 1)
     FROM recipients r WHERE r.recipient IS NOT NULL
   )
   SELECT d.no, d.id, d.fence + 1 AS fence, d.kind, d.recipient AS "to", d.type, d.body, d.attempts,
     CASE WHEN d.kind = 'deliver' THEN p.endpoint_url END AS "endpointUrl",
     CASE WHEN d.kind = 'deliver' THEN
       (SELECT sealed FROM secrets s WHERE s.partner = p.id ORDER BY s.no DESC LIMIT 1) END AS "sealedSecret"
   FROM recipients r
   CROSS JOIN LATERAL (
     SELECT * FROM deliveries WHERE status = 'waiting' AND recipient = r.recipient AND due_at_ms <= $1
     ORDER BY due_at_ms, no LIMIT $2 FOR UPDATE SKIP LOCKED
   ) d
   LEFT JOIN partners p ON p.id = d.recipient
   WHERE r.recipient <> ALL ($3::text[]) ORDER BY d.due_at_ms, d.no LIMIT $2`,
);
const lease = statement<[nos: readonly number[], untilMs: number]>(
  'UPDATE deliveries SET fence = fence + 1, due_at_ms = $2 WHERE no = ANY($1::bigint[])',
);
/** Rows are locked in the order of their numbers, as everywhere. */
const claimed = bulk<[id: string, fence: number], Held>(
  'text bigint',
  `SELECT d.id, d.fence, d.no, d.recipient, d.attempts,
     d.kind = 'perform' OR (p.endpoint_url IS NOT NULL AND p.endpoint_disabled_at_ms IS NULL) AS able
   FROM unnest(COLUMNS) AS asked (id, fence)
   JOIN deliveries d ON d.id = asked.id AND d.fence = asked.fence AND d.status = 'waiting'
   LEFT JOIN partners p ON p.id = d.recipient
   ORDER BY d.no FOR UPDATE OF d`,
);
const settle = bulk<
  readonly [no: number, status: string, dueAtMs: number | null, attempts: string]
>(
  'bigint text bigint text',
  `UPDATE deliveries d SET status = new.status, due_at_ms = new.due_at_ms, attempts = new.attempts
   FROM unnest(COLUMNS) AS new (no, status, due_at_ms, attempts) WHERE d.no = new.no`,
);
const disable = statement<[partner: string, atMs: number]>(
  'UPDATE partners SET endpoint_disabled_at_ms = $2 WHERE id = $1 AND endpoint_disabled_at_ms IS NULL',
);
const ability = statement<[id: string], { readonly able: boolean }>(
  `SELECT d.kind = 'perform' OR EXISTS (SELECT 1 FROM partners p
     WHERE p.id = d.recipient AND p.endpoint_url IS NOT NULL AND p.endpoint_disabled_at_ms IS NULL) AS able
   FROM deliveries d WHERE d.id = $1`,
);
const again = statement<[id: string, dueAtMs: number | null], { readonly no: number }>(
  `UPDATE deliveries SET status = 'waiting', due_at_ms = $2, fence = fence + 1 WHERE id = $1 RETURNING no`,
);
const count = statement<[no: number, more: number]>(
  'UPDATE settled SET count = count + $2 WHERE slot = $1 % 16',
);

export function outbox(postgres: Postgres): Outbox {
  return {
    claimDeliveries: ({ nowMs, leaseMs, limit, except }) =>
      postgres.write(async (tx) => {
        const rows = await tx.all(dueRows, nowMs, limit, except);
        if (rows.length === 0) return [];
        await tx.run(
          lease,
          rows.map(({ no }) => no),
          nowMs + leaseMs,
        );
        return rows.map(({ no: _no, attempts, ...row }) => {
          const made: readonly DeliveryAttempt[] = JSON.parse(attempts);
          return { ...row, attempts: made.length };
        });
      }),

    settleDeliveries: (results) =>
      postgres.write(async (tx) => {
        const gone = results.some(({ next }) => next.outcome === 'gone');
        // Whether a partner has an endpoint must not change meanwhile.
        await (gone ? holdRevision : shareRevision)(tx);
        return settleAll(tx, results);
      }),

    redeliver: (id, nowMs) =>
      postgres.write(async (tx) => {
        await shareRevision(tx);
        const found = await tx.get(ability, id);
        if (found === undefined) return false;
        const row = await tx.get(again, id, found.able ? nowMs : null);
        await tx.run(count, row?.no ?? 0, 1);
        return true;
      }),
  };
}

async function settleAll(tx: Tx, results: readonly DeliveryResult[]): Promise<readonly boolean[]> {
  const rows = await tx.bulk(
    claimed,
    results.map(({ id, fence }) => [id, fence]),
  );
  const held = new Map(rows.map((row) => [`${row.id} ${row.fence}`, row]));
  const gone = new Map<string, number>();
  const settled: (readonly [number, string, number | null, string])[] = [];
  const answers = results.map(({ id, fence, attempt, next }) => {
    const row = held.get(`${id} ${fence}`);
    if (row === undefined) return false;
    // A second result of the same claim finds it settled.
    held.delete(`${id} ${fence}`);
    const attempts: readonly DeliveryAttempt[] = JSON.parse(row.attempts);
    const kept = JSON.stringify([...attempts, attempt].slice(-ATTEMPTS_KEPT));
    if (next.outcome === 'gone') gone.set(row.recipient, attempt.atMs);
    const able = row.able && !gone.has(row.recipient);
    const state = next.outcome === 'delivered' ? 'delivered' : 'failed';
    if (next.outcome === 'retry') settled.push([row.no, 'waiting', able ? next.atMs : null, kept]);
    else settled.push([row.no, state, null, kept]);
    return true;
  });
  await tx.bulk(settle, settled);
  for (const [partner, atMs] of gone) {
    await tx.run(disable, partner, atMs);
    await holdDeliveries(tx, partner);
    await bumpRevision(tx);
  }
  const [first] = settled;
  if (first !== undefined) await tx.run(count, first[0], settled.length);
  return answers;
}
