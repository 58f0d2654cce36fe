/** The newest events of one customer, and what became of each. */
import type { CustomerEvent } from '../customer-event.ts';
import { customerEventOf } from '../customer-event.ts';
import type { CustomerEventRow } from '../customer-event.ts';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';

export function customerEvents(sqlite: Sqlite): Pick<Storage, 'customerEvents'> {
  const newest = sqlite.raw.prepare<[string, number], CustomerEventRow>(
    `SELECT e.event_id AS eventId, e.occurred_at_ms AS occurredAtMs, e.accepted_at_ms AS acceptedAtMs, e.body, q.reason,
       EXISTS (SELECT 1 FROM waiting w WHERE w.event = e.seq) AS waiting,
       (SELECT json_group_array(json_object('id', r.run_id, 'workflow', r.workflow))
        FROM runs r WHERE r.customer = e.customer AND r.event = e.seq) AS runs
     FROM events e LEFT JOIN quarantine q ON q.event = e.seq
     WHERE e.customer = (SELECT no FROM customers WHERE id = ?) ORDER BY e.seq DESC LIMIT ?`,
  );
  return {
    customerEvents: (customer, limit) =>
      sqlite.read((): readonly CustomerEvent[] => newest.all(customer, limit).map(customerEventOf)),
  };
}
