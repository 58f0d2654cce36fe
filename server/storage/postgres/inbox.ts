/**
 * The inbox: events are kept on arrival and wait, by shard, until they are evaluated or put in quarantine.
 * A request is looked at whole before any of it is written, so a conflict leaves nothing behind.
 * I1. Whoever accepts holds the counter until the commit: numbers follow the order of commits, and none is ever seen before a smaller one.
 */
import type { ArrivedEvent, AcceptedEvent, AcceptedRequest, Storage } from '../storage.ts';
import { customerIdOf, eventIdOf, shardOf } from '../derive.ts';
import type { Postgres, Tx } from './database.ts';
import { standInLine } from './lines.ts';
import type { InLine } from './lines.ts';
import { lockCounter } from './locks.ts';
import { bulk, statement } from './statement.ts';

type Inbox = Pick<Storage, 'accept' | 'pulse' | 'revision' | 'retryQuarantined'>;
type Customer = { readonly no: number; readonly shard: number };
type Identity = { readonly partner: string; readonly subject: string };
type IdentifiedEvent = ArrivedEvent & { readonly eventId: string };
type Numbered = IdentifiedEvent & { readonly seq: number };

const keptHashes = statement<[readonly string[]], { eventId: string; bodyHash: Buffer }>(
  'SELECT event_id AS "eventId", body_hash AS "bodyHash" FROM events WHERE event_id = ANY($1::text[])',
);
const knownCustomers = bulk<[partner: string, subject: string], Identity & Customer>(
  'text text',
  `SELECT i.partner, i.subject, c.no, c.shard FROM unnest(COLUMNS) AS asked (partner, subject)
   JOIN identities i ON i.partner = asked.partner AND i.subject = asked.subject
   JOIN customers c ON c.no = i.customer`,
);
const addCustomers = bulk<
  [id: string, shard: number, firstSeenAtMs: number],
  Customer & { readonly id: string }
>(
  'text int bigint',
  `INSERT INTO customers (id, shard, first_seen_at_ms)
   SELECT id, shard, at_ms FROM unnest(COLUMNS) WITH ORDINALITY AS new (id, shard, at_ms, place) ORDER BY place
   RETURNING no, shard, id`,
);
const addIdentities = bulk<[partner: string, subject: string, customer: number]>(
  'text text bigint',
  'INSERT INTO identities (partner, subject, customer) SELECT * FROM unnest(COLUMNS)',
);
const addEvents = bulk<
  [
    seq: number,
    eventId: string,
    customer: number,
    partner: string,
    type: string,
    subject: string,
    occurredAtMs: number,
    acceptedAtMs: number,
    bodyHash: Buffer,
    body: string,
  ]
>(
  'bigint text bigint text text text bigint bigint bytea text',
  `INSERT INTO events (seq, event_id, customer, partner, type, subject, occurred_at_ms, accepted_at_ms, body_hash, body)
   SELECT * FROM unnest(COLUMNS)`,
);
const putTypes = bulk<[partner: string, type: string, lastEvent: number]>(
  'text text bigint',
  `INSERT INTO event_types (partner, type, last_event) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (partner, type) DO UPDATE SET last_event = excluded.last_event`,
);
const putSeq = statement<[number, number]>('UPDATE counters SET seq = $1, events = events + $2');
const pulse = statement<[], { events: number; runs: number; deliveries: number }>(
  `SELECT c.events, done.runs, done.deliveries + (SELECT sum(count) FROM settled) AS deliveries
   FROM counters c, (SELECT sum(runs + quarantines) AS runs, sum(deliveries) AS deliveries FROM chains) done`,
);
const revision = statement<[], { revision: number }>('SELECT revision FROM revisions');
const release = statement<[string], Omit<InLine, 'seq'>>(
  `DELETE FROM quarantine q USING events e, customers c
   WHERE e.seq = q.event AND c.no = e.customer AND e.event_id = $1 RETURNING q.event, e.partner, c.shard, c.no AS customer`,
);

export function inbox(postgres: Postgres): Inbox {
  return {
    accept: (requests, nowMs) =>
      requests.every((request) => request.length === 0)
        ? Promise.resolve(requests.map(() => ({ outcome: 'accepted', events: [] })))
        : postgres.write((tx) => acceptAll(tx, requests, nowMs)),

    pulse: () =>
      postgres.read(async (tx) => (await tx.get(pulse)) ?? { events: 0, runs: 0, deliveries: 0 }),

    revision: () => postgres.read(async (tx) => (await tx.get(revision))?.revision ?? 0),

    retryQuarantined: (eventId) =>
      postgres.write(async (tx) => {
        const seq = (await lockCounter(tx)) + 1;
        const row = await tx.get(release, eventId);
        if (row === undefined) return null;
        await tx.run(putSeq, seq, 0);
        await standInLine(tx, [{ ...row, seq }]);
        return { shard: row.shard };
      }),
  };
}

async function acceptAll(
  tx: Tx,
  requests: readonly (readonly ArrivedEvent[])[],
  nowMs: number,
): Promise<readonly AcceptedRequest[]> {
  const identified = requests.map((request) => request.map(withId));
  const ids = identified.flat().map(({ eventId }) => eventId);
  const identities = identitiesOf(identified.flat());
  // Each sees what was committed before it: the last two see all that came before the counter was ours.
  const [last, rows, known] = await Promise.all([
    lockCounter(tx),
    tx.all(keptHashes, ids),
    tx.bulk(
      knownCustomers,
      identities.map(({ partner, subject }) => [partner, subject]),
    ),
  ]);
  const kept = new Map<string, Uint8Array>(rows.map((row) => [row.eventId, row.bodyHash]));
  const fresh: Numbered[] = [];
  const decided = identified.map((request) => {
    const conflicts = conflictsOf(request, kept);
    if (conflicts.length > 0) return { conflicts };
    return request.map((each): IdentifiedEvent | Numbered => {
      if (kept.has(each.eventId)) return each;
      kept.set(each.eventId, each.bodyHash);
      const numbered = { ...each, seq: last + fresh.length + 1 };
      fresh.push(numbered);
      return numbered;
    });
  });
  const shards = await keep(tx, fresh, known, nowMs);
  return decided.map((answer): AcceptedRequest => {
    if ('conflicts' in answer) return { outcome: 'conflict', conflicts: answer.conflicts };
    return { outcome: 'accepted', events: answer.map((each) => acceptedOf(each, shards)) };
  });
}

function acceptedOf(
  event: IdentifiedEvent | Numbered,
  shards: ReadonlyMap<number, number>,
): AcceptedEvent {
  const { eventId } = event;
  if (!('seq' in event)) return { outcome: 'duplicate', eventId };
  const shard = shards.get(event.seq);
  if (shard === undefined) throw new Error(`Event ${eventId} was kept without a shard`);
  return { outcome: 'accepted', eventId, seq: event.seq, shard };
}

/** Writes new events, and gives the shard of each by its number. */
async function keep(
  tx: Tx,
  fresh: readonly Numbered[],
  known: readonly (Identity & Customer)[],
  nowMs: number,
): Promise<ReadonlyMap<number, number>> {
  const last = fresh.at(-1);
  if (last === undefined) return new Map();
  const { customers, strangers } = await customersOf(tx, fresh, known, nowMs);
  const owned = fresh.map((each) => {
    const owner = customers.get(keyOf(identityOf(each)));
    if (owner === undefined) throw new Error(`No customer came of ${each.event.subject}`);
    return { ...each, owner };
  });
  const newest = new Map(fresh.map((each) => [`${each.event.source} ${each.event.type}`, each]));
  await Promise.all([
    tx.bulk(
      addIdentities,
      strangers.map(({ partner, subject, customer }) => [partner, subject, customer.no]),
    ),
    tx.bulk(
      addEvents,
      owned.map(({ seq, eventId, owner, event, bodyHash }) => [
        seq,
        eventId,
        owner.no,
        event.source,
        event.type,
        event.subject,
        event.time === undefined ? nowMs : Date.parse(event.time),
        nowMs,
        Buffer.from(bodyHash),
        JSON.stringify(event),
      ]),
    ),
    tx.bulk(
      putTypes,
      [...newest.values()].map(({ event, seq }) => [event.source, event.type, seq]),
    ),
    tx.run(putSeq, last.seq, fresh.length),
    standInLine(
      tx,
      owned.map(({ seq, owner, event }) => ({
        shard: owner.shard,
        partner: event.source,
        customer: owner.no,
        seq,
        event: seq,
      })),
    ),
  ]);
  return new Map(owned.map(({ seq, owner }) => [seq, owner.shard]));
}

/** The customer of each identity; those that were never seen become new ones, in the order in which they came. */
async function customersOf(
  tx: Tx,
  fresh: readonly Numbered[],
  known: readonly (Identity & Customer)[],
  nowMs: number,
): Promise<{
  readonly customers: ReadonlyMap<string, Customer>;
  /** Identities that are still to be written. */
  readonly strangers: readonly (Identity & { readonly customer: Customer })[];
}> {
  const customers = new Map<string, Customer>(known.map((row) => [keyOf(row), row]));
  const unknown = identitiesOf(fresh)
    .filter((identity) => !customers.has(keyOf(identity)))
    .map((identity) => ({
      ...identity,
      id: customerIdOf(identity.partner, identity.subject),
    }));
  const added = await tx.bulk(
    addCustomers,
    unknown.map(({ id }) => [id, shardOf(id), nowMs]),
  );
  const byId = new Map(added.map((row) => [row.id, row]));
  const strangers = unknown.flatMap((identity) => {
    const customer = byId.get(identity.id);
    return customer === undefined ? [] : [{ ...identity, customer }];
  });
  for (const identity of strangers) customers.set(keyOf(identity), identity.customer);
  return { customers, strangers };
}

function identitiesOf(arrived: readonly ArrivedEvent[]): readonly Identity[] {
  return [...new Map(arrived.map(identityOf).map((each) => [keyOf(each), each])).values()];
}

function identityOf({ event }: ArrivedEvent): Identity {
  return { partner: event.source, subject: event.subject };
}

function conflictsOf(
  request: readonly IdentifiedEvent[],
  kept: ReadonlyMap<string, Uint8Array>,
): readonly number[] {
  const hashes = new Map<string, Uint8Array>();
  const conflicts: number[] = [];
  for (const [index, { eventId, bodyHash }] of request.entries()) {
    const earlier = hashes.get(eventId) ?? kept.get(eventId);
    if (earlier === undefined) hashes.set(eventId, bodyHash);
    else if (Buffer.compare(earlier, bodyHash) !== 0) conflicts.push(index);
  }
  return conflicts;
}

/** No partner's id holds a space. */
function keyOf({ partner, subject }: Identity): string {
  return `${partner} ${subject}`;
}

function withId(arrived: ArrivedEvent): IdentifiedEvent {
  return { ...arrived, eventId: eventIdOf(arrived.event.source, arrived.event.id) };
}
