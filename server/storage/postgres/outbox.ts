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
import { statement } from './statement.ts';

/** A delivery keeps this many of its newest attempts; by hand it can be sent again any number of times. */
const ATTEMPTS_KEPT = 50;

type Outbox = Pick<Storage, 'claimDeliveries' | 'settleDelivery' | 'redeliver'>;
type DueRow = Omit<ClaimedDelivery, 'attempts'> & {
  readonly no: number;
  readonly attempts: string;
};
type Held = { readonly no: number; readonly recipient: string; readonly attempts: string };

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
const claimed = statement<[id: string, fence: number], Held>(
  `SELECT no, recipient, attempts FROM deliveries WHERE id = $1 AND fence = $2 AND status = 'waiting' FOR UPDATE`,
);
const settle = statement<[no: number, status: string, dueAtMs: number | null, attempts: string]>(
  'UPDATE deliveries SET status = $2, due_at_ms = $3, attempts = $4 WHERE no = $1',
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
const count = statement<[no: number]>('UPDATE settled SET count = count + 1 WHERE slot = $1 % 16');

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

    settleDelivery: (result) =>
      postgres.write(async (tx) => {
        // Whether its partner has an endpoint must not change meanwhile.
        await (result.next.outcome === 'gone' ? holdRevision : shareRevision)(tx);
        return settleOne(tx, result);
      }),

    redeliver: (id, nowMs) =>
      postgres.write(async (tx) => {
        await shareRevision(tx);
        const found = await tx.get(ability, id);
        if (found === undefined) return false;
        const row = await tx.get(again, id, found.able ? nowMs : null);
        await tx.run(count, row?.no ?? 0);
        return true;
      }),
  };
}

async function settleOne(tx: Tx, { id, fence, attempt, next }: DeliveryResult): Promise<boolean> {
  const row = await tx.get(claimed, id, fence);
  if (row === undefined) return false;
  const attempts: readonly DeliveryAttempt[] = JSON.parse(row.attempts);
  const kept = JSON.stringify([...attempts, attempt].slice(-ATTEMPTS_KEPT));
  switch (next.outcome) {
    case 'delivered':
      await tx.run(settle, row.no, 'delivered', null, kept);
      break;
    case 'retry': {
      const found = await tx.get(ability, id);
      await tx.run(settle, row.no, 'waiting', found?.able === true ? next.atMs : null, kept);
      break;
    }
    case 'failed':
      await tx.run(settle, row.no, 'failed', null, kept);
      break;
    case 'gone':
      await tx.run(settle, row.no, 'failed', null, kept);
      await tx.run(disable, row.recipient, attempt.atMs);
      await holdDeliveries(tx, row.recipient);
      await bumpRevision(tx);
      break;
  }
  await tx.run(count, row.no);
  return true;
}
