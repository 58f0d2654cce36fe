/** The newest events of one customer, and what became of each. */
import { customerEventOf } from '../customer-event.ts';
import type { CustomerEventRow } from '../customer-event.ts';
import type { Storage } from '../storage.ts';
import type { Postgres } from './database.ts';
import { statement } from './statement.ts';

const newest = statement<[customer: string, limit: number], CustomerEventRow>(
  `SELECT e.event_id AS "eventId", e.occurred_at_ms AS "occurredAtMs", e.accepted_at_ms AS "acceptedAtMs", e.body, q.reason,
     EXISTS (SELECT 1 FROM waiting w WHERE w.event = e.seq) AS waiting,
     (SELECT coalesce(json_agg(json_build_object('id', r.run_id, 'workflow', r.workflow)), '[]')::text
      FROM runs r WHERE r.event = e.seq) AS runs
   FROM events e LEFT JOIN quarantine q ON q.event = e.seq
   WHERE e.customer = (SELECT no FROM customers WHERE id = $1) ORDER BY e.seq DESC LIMIT $2`,
);

export function customerEvents(postgres: Postgres): Pick<Storage, 'customerEvents'> {
  return {
    customerEvents: (customer, limit) =>
      postgres.read(async (tx) => (await tx.all(newest, customer, limit)).map(customerEventOf)),
  };
}
