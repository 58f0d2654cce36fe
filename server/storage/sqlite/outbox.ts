/**
 * The outbox: messages are claimed for a while, sent, and settled.
 * O1. A claim moves the fence; a result with an older fence changes nothing, so a process that was asleep cannot overrule.
 * O2. What is claimed and never settled is due again when its lease has passed.
 */
import type { DeliveryAttempt } from '@recipro/schema';
import { eventIdIn } from '../derive.ts';
import type { ClaimedDelivery, DeliveryResult, Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { dueWith } from './due.ts';

/** A delivery keeps this many of its newest attempts; by hand it can be sent again any number of times. */
const ATTEMPTS_KEPT = 50;

type Outbox = Pick<Storage, 'claimDeliveries' | 'settleDeliveries' | 'redeliver'>;
type DueRow = Omit<ClaimedDelivery, 'attempts'> & {
  readonly no: number;
  readonly dueAtMs: number;
  readonly attempts: string;
};
type Held = { readonly no: number; readonly recipient: string; readonly attempts: string };

export function outbox(sqlite: Sqlite): Outbox {
  const { raw } = sqlite;
  const nextRecipient = raw
    .prepare<[string], string | null>(
      `SELECT min(recipient) FROM deliveries WHERE status = 'waiting' AND recipient > ?`,
    )
    .pluck();
  const dueRows = raw.prepare<[string, number, number], DueRow>(
    `SELECT d.no, d.due_at_ms AS dueAtMs, d.id, d.fence + 1 AS fence, d.kind, d.recipient AS "to", d.type, d.body,
       d.attempts, CASE WHEN d.kind = 'deliver' THEN p.endpoint_url END AS endpointUrl,
       CASE WHEN d.kind = 'deliver' THEN
         (SELECT sealed FROM secrets s WHERE s.partner = p.id ORDER BY s.no DESC LIMIT 1) END AS sealedSecret
     FROM deliveries d LEFT JOIN partners p ON p.id = d.recipient
     WHERE d.status = 'waiting' AND d.recipient = ? AND d.due_at_ms <= ? ORDER BY d.due_at_ms, d.no LIMIT ?`,
  );
  const lease = raw.prepare<[number, number]>(
    'UPDATE deliveries SET fence = fence + 1, due_at_ms = ? WHERE no = ?',
  );
  const eventNo = raw
    .prepare<[string], number>('SELECT seq FROM events WHERE event_id = ?')
    .pluck();
  const runsOf = raw.prepare<[number], number>('SELECT no FROM runs WHERE event = ?').pluck();
  const ofRun = raw
    .prepare<[number, string], number>('SELECT no FROM deliveries WHERE run = ? AND id = ?')
    .pluck();
  const claimed = raw.prepare<[number, number], Held>(
    `SELECT no, recipient, attempts FROM deliveries WHERE no = ? AND fence = ? AND status = 'waiting'`,
  );
  const settle = raw.prepare<[string, number | null, string, number]>(
    'UPDATE deliveries SET status = ?, due_at_ms = ?, attempts = ? WHERE no = ?',
  );
  const disable = raw.prepare<[number, string]>(
    'UPDATE partners SET endpoint_disabled_at_ms = ? WHERE id = ? AND endpoint_disabled_at_ms IS NULL',
  );
  const canSend = raw
    .prepare<[number], number>(
      `SELECT d.kind = 'perform' OR EXISTS (SELECT 1 FROM partners p
         WHERE p.id = d.recipient AND p.endpoint_url IS NOT NULL AND p.endpoint_disabled_at_ms IS NULL)
       FROM deliveries d WHERE d.no = ?`,
    )
    .pluck();
  const again = raw.prepare<[number | null, number]>(
    `UPDATE deliveries SET status = 'waiting', due_at_ms = ?, fence = fence + 1 WHERE no = ?`,
  );
  const bumpRevision = raw.prepare('UPDATE counters SET revision = revision + 1 WHERE one = 1');
  const bumpDeliveries = raw.prepare(
    'UPDATE counters SET deliveries = deliveries + 1 WHERE one = 1',
  );
  const due = dueWith(raw);

  /** By the event that the id begins with; one event has few runs. */
  function numberOf(id: string): number | undefined {
    const event = eventNo.get(eventIdIn(id) ?? '');
    if (event === undefined) return undefined;
    for (const run of runsOf.all(event)) {
      const no = ofRun.get(run, id);
      if (no !== undefined) return no;
    }
    return undefined;
  }

  function settleOne({ id, fence, attempt, next }: DeliveryResult): boolean {
    const no = numberOf(id);
    const row = no === undefined ? undefined : claimed.get(no, fence);
    if (row === undefined) return false;
    const attempts: readonly DeliveryAttempt[] = JSON.parse(row.attempts);
    const kept = JSON.stringify([...attempts, attempt].slice(-ATTEMPTS_KEPT));
    switch (next.outcome) {
      case 'delivered':
        settle.run('delivered', null, kept, row.no);
        break;
      case 'retry':
        settle.run('waiting', canSend.get(row.no) === 1 ? next.atMs : null, kept, row.no);
        break;
      case 'failed':
        settle.run('failed', null, kept, row.no);
        break;
      case 'gone':
        settle.run('failed', null, kept, row.no);
        disable.run(attempt.atMs, row.recipient);
        due.hold(row.recipient);
        bumpRevision.run();
        break;
    }
    bumpDeliveries.run();
    return true;
  }

  /** The longest due of all recipients but these. */
  function longestDue(nowMs: number, limit: number, except: readonly string[]): readonly DueRow[] {
    const found: DueRow[] = [];
    for (
      let recipient = nextRecipient.get('');
      typeof recipient === 'string';
      recipient = nextRecipient.get(recipient)
    ) {
      if (!except.includes(recipient)) found.push(...dueRows.all(recipient, nowMs, limit));
    }
    return found.toSorted((a, b) => a.dueAtMs - b.dueAtMs || a.no - b.no).slice(0, limit);
  }

  return {
    claimDeliveries: ({ nowMs, leaseMs, limit, except }) =>
      sqlite.write(() =>
        longestDue(nowMs, limit, except).map(({ no, dueAtMs: _due, attempts, ...row }) => {
          lease.run(nowMs + leaseMs, no);
          const made: readonly DeliveryAttempt[] = JSON.parse(attempts);
          return { ...row, attempts: made.length };
        }),
      ),

    settleDeliveries: (results) => sqlite.write(() => results.map(settleOne)),

    redeliver: (id, nowMs) =>
      sqlite.write(() => {
        const no = numberOf(id);
        if (no === undefined) return false;
        again.run(canSend.get(no) === 1 ? nowMs : null, no);
        bumpDeliveries.run();
        return true;
      }),
  };
}
