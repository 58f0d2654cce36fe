/**
 * Events and runs: each event is as it was accepted, each is in one state only, every row that is named is there,
 * and there are as many as were counted when they were written.
 */
import { hash } from 'node:crypto';
import { canonicalJson } from '@recipro/schema';
import { badRow } from '../bad-row.ts';
import type { BadRow } from '../bad-row.ts';
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

/** Bodies are at most 64 KB each. */
const SLICE = 200;

type EventRow = {
  readonly seq: number;
  readonly eventId: string;
  readonly body: string;
  readonly bodyHash: Buffer;
};

const bodies = statement<[after: number, limit: number], EventRow>(
  `SELECT seq, event_id AS "eventId", body, body_hash AS "bodyHash" FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`,
);
const twoStates = statement<[], { readonly eventId: string }>(
  `SELECT e.event_id AS "eventId" FROM (
     (SELECT event FROM waiting INTERSECT SELECT event FROM quarantine)
     UNION SELECT r.event FROM runs r WHERE r.event IN (SELECT event FROM waiting UNION SELECT event FROM quarantine)
   ) AS found JOIN events e ON e.seq = found.event ORDER BY e.seq LIMIT 1`,
);
type Reference = {
  readonly child: string;
  readonly parent: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
};

/** Those that are not declared, because checking them row by row would cost as much as the work itself. */
const UNDECLARED: readonly Reference[] = [
  {
    child: 'runs',
    parent: 'versions',
    from: ['workflow', 'version'],
    to: ['workflow', 'version'],
  },
  { child: 'steps_done', parent: 'runs', from: ['run'], to: ['no'] },
  { child: 'transfers', parent: 'accounts', from: ['from_account'], to: ['no'] },
  { child: 'transfers', parent: 'accounts', from: ['to_account'], to: ['no'] },
  { child: 'postings', parent: 'accounts', from: ['account'], to: ['no'] },
];

const references = statement<[], Reference>(
  `SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
     ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (no, place)
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.no ORDER BY k.place) AS "from",
     ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k (no, place)
       JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.no ORDER BY k.place) AS "to"
   FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
   WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2`,
);
const counts = statement<
  [],
  { readonly table: string; readonly kept: number; readonly written: number }
>(
  `SELECT 'events' AS table, (SELECT count(*) FROM events) AS kept, (SELECT events FROM counters) AS written
   UNION ALL SELECT 'runs', (SELECT count(*) FROM runs), (SELECT sum(runs) FROM chains)
   UNION ALL SELECT 'waiting', (SELECT count(*) FROM waiting),
     (SELECT coalesce(sum(arrived), 0) FROM lines) - (SELECT coalesce(sum(done), 0) FROM served)`,
);

export async function verifyFlow(tx: Tx): Promise<BadRow | null> {
  return (
    (await checkBodies(tx)) ??
    (await checkStates(tx)) ??
    (await checkNames(tx)) ??
    (await checkCounts(tx))
  );
}

async function checkBodies(tx: Tx): Promise<BadRow | null> {
  let last = 0;
  for (;;) {
    const rows = await tx.all(bodies, last, SLICE);
    for (const { eventId, body, bodyHash } of rows)
      if (hashOf(body)?.equals(bodyHash) !== true)
        return badRow('events', eventId, 'is not what was accepted');
    const end = rows.at(-1);
    if (end === undefined) return null;
    last = end.seq;
  }
}

function hashOf(body: string): Buffer | null {
  try {
    return hash('sha256', canonicalJson(JSON.parse(body)), 'buffer');
  } catch {
    return null;
  }
}

/** Waiting, in quarantine or done: an event that waits or is in quarantine has left nothing behind. */
async function checkStates(tx: Tx): Promise<BadRow | null> {
  const row = await tx.get(twoStates);
  return row === undefined ? null : badRow('events', row.eventId, 'is done and not done at once');
}

/** All references. Those that are declared too: whoever may switch the checks off can break them. */
async function checkNames(tx: Tx): Promise<BadRow | null> {
  for (const { child, parent, from, to } of [...(await tx.all(references)), ...UNDECLARED]) {
    const pairs = from.map((column, place) => `p.${to[place]} = c.${column}`).join(' AND ');
    const named = from.map((column) => `c.${column} IS NOT NULL`).join(' AND ');
    const [found] = await tx.text(
      `SELECT c.* FROM ${child} c WHERE ${named} AND NOT EXISTS (SELECT 1 FROM ${parent} p WHERE ${pairs}) LIMIT 1`,
    );
    if (found === undefined) continue;
    const key = from.map((column) => String(found[column])).join(' ');
    return badRow(child, `with ${from.join(' ')} ${key}`, `names a row of ${parent} that is gone`);
  }
  return null;
}

async function checkCounts(tx: Tx): Promise<BadRow | null> {
  for (const { table, kept, written } of await tx.all(counts)) {
    if (kept === written) continue;
    return { table, id: 'count', message: `There are ${kept} ${table}; ${written} were counted.` };
  }
  return null;
}
