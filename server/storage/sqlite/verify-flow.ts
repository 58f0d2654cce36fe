/**
 * Events and runs: each event is as it was accepted, each is in one state only, every row that is named is there,
 * and there are as many as were counted when they were written.
 */
import type Database from 'better-sqlite3';
import { hash } from 'node:crypto';
import { canonicalJson } from '@recipro/schema';
import type { BadRow } from '../bad-row.ts';

export function verifyFlow(raw: Database.Database): BadRow | null {
  return checkBodies(raw) ?? checkStates(raw) ?? checkNames(raw) ?? checkCounts(raw);
}

function checkBodies(raw: Database.Database): BadRow | null {
  const events = raw.prepare<[], { eventId: string; body: string; bodyHash: unknown }>(
    'SELECT event_id AS eventId, body, body_hash AS bodyHash FROM events ORDER BY seq',
  );
  for (const { eventId, body, bodyHash } of events.iterate()) {
    const computed = hashOf(body);
    const same = bodyHash instanceof Uint8Array && computed?.equals(bodyHash) === true;
    if (!same)
      return {
        table: 'events',
        id: eventId,
        message: `events ${eventId} is not what was accepted.`,
      };
  }
  return null;
}

function hashOf(body: string): Buffer | null {
  try {
    return hash('sha256', canonicalJson(JSON.parse(body)), 'buffer');
  } catch {
    return null;
  }
}

/** Waiting, in quarantine or done: an event that waits or is in quarantine has left nothing behind. */
function checkStates(raw: Database.Database): BadRow | null {
  const both = raw
    .prepare<[], string>(
      `SELECT e.event_id FROM (
         SELECT event FROM waiting INTERSECT SELECT event FROM quarantine
         UNION SELECT r.event FROM runs r WHERE r.event IN (SELECT event FROM waiting UNION SELECT event FROM quarantine)
       ) AS found JOIN events e ON e.seq = found.event ORDER BY e.seq LIMIT 1`,
    )
    .pluck()
    .get();
  if (both === undefined) return null;
  return { table: 'events', id: both, message: `events ${both} is done and not done at once.` };
}

function checkNames(raw: Database.Database): BadRow | null {
  const found = raw
    .prepare<[], { table: string; rowid: number | null; parent: string }>(
      'PRAGMA foreign_key_check',
    )
    .get();
  if (found === undefined) return null;
  const { table, parent } = found;
  const id = found.rowid === null ? 'a row' : `row ${found.rowid}`;
  return { table, id, message: `${table} ${id} names a row of ${parent} that is gone.` };
}

function checkCounts(raw: Database.Database): BadRow | null {
  const counted = raw
    .prepare<
      [],
      Record<'events' | 'runs' | 'keptEvents' | 'keptRuns' | 'waiting' | 'inLine', number>
    >(
      `SELECT events, runs, (SELECT count(*) FROM events) AS keptEvents, (SELECT count(*) FROM runs) AS keptRuns,
         (SELECT count(*) FROM waiting) AS waiting, (SELECT total(arrived) FROM lines) - (SELECT total(done) FROM served) AS inLine
       FROM counters`,
    )
    .get();
  if (counted === undefined)
    return { table: 'counters', id: '1', message: 'The row of counters is gone.' };
  for (const [table, kept, written] of [
    ['events', counted.keptEvents, counted.events],
    ['runs', counted.keptRuns, counted.runs],
    ['waiting', counted.waiting, counted.inLine],
  ] as const) {
    if (kept === written) continue;
    return { table, id: 'count', message: `There are ${kept} ${table}; ${written} were counted.` };
  }
  return null;
}
