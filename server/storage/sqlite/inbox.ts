/**
 * The inbox: events are kept on arrival and wait, by shard, until they are evaluated or put in quarantine.
 * A request is looked at whole before any of it is written, so a conflict leaves nothing behind.
 */
import type { ArrivedEvent, AcceptedEvent, AcceptedRequest, Storage } from '../storage.ts';
import { customerIdOf, eventIdOf, shardOf } from '../derive.ts';
import type { Sqlite } from './database.ts';
import { lines } from './lines.ts';
import type { InLine } from './lines.ts';

type Inbox = Pick<Storage, 'accept' | 'pulse' | 'revision' | 'retryQuarantined'>;
type Customer = { readonly no: number; readonly shard: number };

export function inbox(sqlite: Sqlite): Inbox {
  const { raw } = sqlite;
  const keptHash = raw
    .prepare<[string], Buffer>('SELECT body_hash FROM events WHERE event_id = ?')
    .pluck();
  // A join would be planned anew for every event: SQLite looks at what is bound to it.
  const customerByIdentity = raw.prepare<[string, string], Customer>(
    `SELECT customer AS no, (SELECT shard FROM customers WHERE no = customer) AS shard FROM identities
     WHERE partner = ? AND subject = ?`,
  );
  const addCustomer = raw.prepare<[string, number, number]>(
    'INSERT INTO customers (id, shard, first_seen_at_ms) VALUES (?, ?, ?)',
  );
  const addIdentity = raw.prepare<[string, string, number]>(
    'INSERT INTO identities (partner, subject, customer) VALUES (?, ?, ?)',
  );
  const addEvent = raw.prepare<
    [number, string, number, string, string, number, number, Uint8Array, string]
  >(
    `INSERT INTO events (seq, event_id, customer, partner, type, occurred_at_ms, accepted_at_ms, body_hash, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const openLines = lines(raw);
  const lastSeq = raw.prepare<[], number>('SELECT seq FROM counters').pluck();
  const putSeq = raw.prepare<[number, number]>(
    'UPDATE counters SET seq = ?, events = events + ? WHERE one = 1',
  );
  const putType = raw.prepare<[string, string, number]>(
    `INSERT INTO event_types (partner, type, last_event) VALUES (?, ?, ?)
     ON CONFLICT (partner, type) DO UPDATE SET last_event = excluded.last_event`,
  );
  const counters = raw.prepare<[], { events: number; runs: number; deliveries: number }>(
    'SELECT events, runs + quarantines AS runs, deliveries FROM counters',
  );
  const revision = raw.prepare<[], number>('SELECT revision FROM counters').pluck();
  const quarantined = raw.prepare<[string], Omit<InLine, 'seq'>>(
    `SELECT q.event, e.partner, c.shard, c.no AS customer FROM quarantine q JOIN events e ON e.seq = q.event JOIN customers c ON c.no = e.customer
     WHERE e.event_id = ?`,
  );
  const dropQuarantined = raw.prepare<[number]>('DELETE FROM quarantine WHERE event = ?');

  function customerOf(partner: string, subject: string, nowMs: number): Customer {
    const known = customerByIdentity.get(partner, subject);
    if (known !== undefined) return known;
    const id = customerIdOf(partner, subject);
    const shard = shardOf(id);
    const no = Number(addCustomer.run(id, shard, nowMs).lastInsertRowid);
    addIdentity.run(partner, subject, no);
    return { no, shard };
  }

  /** The digests of events that are kept, each looked up once for a group of requests. */
  function keptHashes() {
    const known = new Map<string, Uint8Array | undefined>();
    return {
      of(eventId: string): Uint8Array | undefined {
        if (!known.has(eventId)) known.set(eventId, keptHash.get(eventId));
        return known.get(eventId);
      },
      add: (eventId: string, hash: Uint8Array) => void known.set(eventId, hash),
    };
  }

  function conflictsOf(
    request: readonly IdentifiedEvent[],
    kept: ReturnType<typeof keptHashes>,
  ): readonly number[] {
    const hashes = new Map<string, Uint8Array>();
    const conflicts: number[] = [];
    for (const [index, { eventId, bodyHash }] of request.entries()) {
      const earlier = hashes.get(eventId) ?? kept.of(eventId);
      if (earlier === undefined) hashes.set(eventId, bodyHash);
      else if (Buffer.compare(earlier, bodyHash) !== 0) conflicts.push(index);
    }
    return conflicts;
  }

  function acceptAll(
    requests: readonly (readonly ArrivedEvent[])[],
    nowMs: number,
  ): readonly AcceptedRequest[] {
    const first = lastSeq.get() ?? 0;
    let seq = first;
    const kept = keptHashes();
    const standing = openLines();
    const lastOfType = new Map<string, { partner: string; type: string; seq: number }>();

    function acceptOne({ event, eventId, bodyHash }: IdentifiedEvent): AcceptedEvent {
      if (kept.of(eventId) !== undefined) return { outcome: 'duplicate', eventId };
      const { source, type, subject } = event;
      const customer = customerOf(source, subject, nowMs);
      seq += 1;
      const occurredAtMs = event.time === undefined ? nowMs : Date.parse(event.time);
      const body = JSON.stringify(event);
      addEvent.run(seq, eventId, customer.no, source, type, occurredAtMs, nowMs, bodyHash, body);
      kept.add(eventId, bodyHash);
      standing.add({
        shard: customer.shard,
        partner: source,
        customer: customer.no,
        seq,
        event: seq,
      });
      lastOfType.set(`${source} ${type}`, { partner: source, type, seq });
      return { outcome: 'accepted', eventId, seq, shard: customer.shard };
    }

    const answers = requests.map((request): AcceptedRequest => {
      const identified = request.map(withId);
      const conflicts = conflictsOf(identified, kept);
      if (conflicts.length > 0) return { outcome: 'conflict', conflicts };
      return { outcome: 'accepted', events: identified.map(acceptOne) };
    });
    for (const { partner, type, seq: last } of lastOfType.values())
      putType.run(partner, type, last);
    standing.close();
    if (seq > first) putSeq.run(seq, seq - first);
    return answers;
  }

  return {
    accept: (requests, nowMs) => sqlite.write(() => acceptAll(requests, nowMs)),

    pulse: () => sqlite.read(() => counters.get() ?? { events: 0, runs: 0, deliveries: 0 }),

    revision: () => sqlite.look(() => revision.get() ?? 0),

    retryQuarantined: (eventId) =>
      sqlite.write(() => {
        const row = quarantined.get(eventId);
        if (row === undefined) return null;
        const seq = (lastSeq.get() ?? 0) + 1;
        putSeq.run(seq, 0);
        dropQuarantined.run(row.event);
        const standing = openLines();
        standing.add({ ...row, seq });
        standing.close();
        return { shard: row.shard };
      }),
  };
}

type IdentifiedEvent = ArrivedEvent & { readonly eventId: string };

function withId(arrived: ArrivedEvent): IdentifiedEvent {
  return { ...arrived, eventId: eventIdOf(arrived.event.source, arrived.event.id) };
}
