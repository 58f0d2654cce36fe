/** What is known of a customer while their event is evaluated: tags, scores, consents and history. */
import type { CustomerFact } from '@recipro/rules';
import type Database from 'better-sqlite3';

export type Traits = {
  customer(no: number, id: string): CustomerFact;
  score(no: number, name: string): number;
  consent(no: number, purpose: string, partner: string): boolean;
  /** Events of this type that happened in [sinceMs, untilMs) and were accepted before `beforeSeq`, without `event` itself. */
  countEvents(
    no: number,
    of: { type: string; sinceMs: number; untilMs: number; beforeSeq: number; event: number },
  ): number;
  countSteps(no: number, workflow: string, node: string, sinceMs: number): number;
  putScore(no: number, name: string, value: number, atMs: number): void;
  putTag(no: number, tag: string, present: boolean): void;
  putConsent(
    no: number,
    consent: { purpose: string; partner: string },
    granted: boolean,
    atMs: number,
  ): void;
};

export function traits(raw: Database.Database): Traits {
  // Sorted here: with ORDER BY, SQLite would plan it anew for every event.
  const tags = raw.prepare<[number], string>('SELECT tag FROM tags WHERE customer = ?').pluck();
  const score = raw
    .prepare<[number, string], number>('SELECT value FROM scores WHERE customer = ? AND name = ?')
    .pluck();
  const consent = raw
    .prepare<[number, string, string], number>(
      `SELECT 1 FROM consents WHERE customer = ? AND purpose = ? AND partner = ? AND withdrawn_at_ms IS NULL`,
    )
    .pluck();
  const countEvents = raw
    .prepare<[number, string, number, number, number, number], number>(
      `SELECT count(*) FROM events WHERE customer = ? AND type = ?
         AND occurred_at_ms >= ? AND occurred_at_ms < ? AND seq < ? AND seq <> ?`,
    )
    .pluck();
  const countSteps = raw
    .prepare<[number, string, string, number], number>(
      `SELECT count(*) FROM runs WHERE customer = ?
         AND step_set IN (SELECT step_set FROM step_set_nodes WHERE workflow = ? AND node = ?) AND at_ms >= ?`,
    )
    .pluck();
  const putScore = raw.prepare<[number, string, number, number]>(
    `INSERT INTO scores (customer, name, value, updated_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (customer, name) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms`,
  );
  const addTag = raw.prepare<[number, string]>(
    'INSERT INTO tags (customer, tag) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const dropTag = raw.prepare<[number, string]>('DELETE FROM tags WHERE customer = ? AND tag = ?');
  const grant = raw.prepare<[number, string, string, number]>(
    `INSERT INTO consents (customer, purpose, partner, granted_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (customer, purpose, partner) DO UPDATE SET granted_at_ms = excluded.granted_at_ms, withdrawn_at_ms = NULL
     WHERE withdrawn_at_ms IS NOT NULL`,
  );
  const withdraw = raw.prepare<[number, number, string, string]>(
    `UPDATE consents SET withdrawn_at_ms = ?
     WHERE customer = ? AND purpose = ? AND partner = ? AND withdrawn_at_ms IS NULL`,
  );

  return {
    customer: (no, id) => ({ id, tags: tags.all(no).toSorted() }),
    score: (no, name) => score.get(no, name) ?? 0,
    consent: (no, purpose, partner) => consent.get(no, purpose, partner) !== undefined,
    countEvents: (no, of) =>
      countEvents.get(no, of.type, of.sinceMs, of.untilMs, of.beforeSeq, of.event) ?? 0,
    countSteps: (no, workflow, node, sinceMs) => countSteps.get(no, workflow, node, sinceMs) ?? 0,
    putScore: (no, name, value, atMs) => void putScore.run(no, name, value, atMs),
    putTag: (no, tag, present) => void (present ? addTag : dropTag).run(no, tag),
    putConsent: (no, { purpose, partner }, granted, atMs) =>
      void (granted
        ? grant.run(no, purpose, partner, atMs)
        : withdraw.run(atMs, no, purpose, partner)),
  };
}
