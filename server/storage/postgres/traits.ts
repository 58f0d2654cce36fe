/**
 * What is known of the customers of a batch: tags, scores, consents, who they are to each partner, and history.
 * It is read once for all of them and written once: while their shards are locked, nobody else changes it.
 */
import type { CustomerFact } from '@recipro/rules';
import type { Tx } from './database.ts';
import type { Journal } from './journal.ts';
import { bulk, statement } from './statement.ts';

type History = {
  readonly type: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly beforeSeq: number;
  readonly event: number;
};
type Consent = { readonly grantedAtMs: number; readonly withdrawnAtMs: number | null };

export type Traits = {
  customer(no: number, id: string): CustomerFact;
  score(no: number, name: string): number;
  consent(no: number, purpose: string, partner: string): boolean;
  /** The partner's own id of the customer. */
  subject(no: number, partner: string): string | null;
  /** Events of this type that happened in [sinceMs, untilMs) and were accepted before `beforeSeq`, without `event` itself. */
  countEvents(no: number, of: History): Promise<number>;
  putScore(no: number, name: string, value: number, atMs: number): void;
  putTag(no: number, tag: string, present: boolean): void;
  putConsent(
    no: number,
    consent: { readonly purpose: string; readonly partner: string },
    granted: boolean,
    atMs: number,
  ): void;
  flush(): Promise<void>;
};

type Nos = [readonly number[]];
const tagRows = statement<Nos, { no: number; tag: string }>(
  'SELECT customer AS no, tag FROM tags WHERE customer = ANY($1::bigint[])',
);
const scoreRows = statement<Nos, { no: number; name: string; value: number }>(
  'SELECT customer AS no, name, value FROM scores WHERE customer = ANY($1::bigint[])',
);
const consentRows = statement<Nos, Consent & { no: number; purpose: string; partner: string }>(
  `SELECT customer AS no, purpose, partner, granted_at_ms AS "grantedAtMs", withdrawn_at_ms AS "withdrawnAtMs"
   FROM consents WHERE customer = ANY($1::bigint[])`,
);
const subjectRows = statement<Nos, { no: number; partner: string; subject: string }>(
  `SELECT customer AS no, partner, min(subject) AS subject FROM identities
   WHERE customer = ANY($1::bigint[]) GROUP BY customer, partner`,
);
const eventCount = statement<
  [number, string, number, number, number, number],
  { readonly count: number }
>(
  `SELECT count(*) AS count FROM events WHERE customer = $1 AND type = $2
     AND occurred_at_ms >= $3 AND occurred_at_ms < $4 AND seq < $5 AND seq <> $6`,
);
type Score = readonly [customer: number, name: string, value: number, updatedAtMs: number];
const putScores = bulk<Score>(
  'bigint text float8 bigint',
  `INSERT INTO scores (customer, name, value, updated_at_ms) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (customer, name) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms`,
);
type Tag = readonly [customer: number, tag: string];
const addTags = bulk<Tag>(
  'bigint text',
  'INSERT INTO tags (customer, tag) SELECT * FROM unnest(COLUMNS) ON CONFLICT DO NOTHING',
);
const dropTags = bulk<Tag>(
  'bigint text',
  `DELETE FROM tags USING unnest(COLUMNS) AS gone (customer, tag)
   WHERE tags.customer = gone.customer AND tags.tag = gone.tag`,
);
type ConsentRow = readonly [
  customer: number,
  purpose: string,
  partner: string,
  grantedAtMs: number,
  withdrawnAtMs: number | null,
];
const putConsents = bulk<ConsentRow>(
  'bigint text text bigint bigint',
  `INSERT INTO consents (customer, purpose, partner, granted_at_ms, withdrawn_at_ms) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (customer, purpose, partner) DO UPDATE
   SET granted_at_ms = excluded.granted_at_ms, withdrawn_at_ms = excluded.withdrawn_at_ms`,
);

export async function traitsOf(
  tx: Tx,
  journal: Journal,
  customerNos: readonly number[],
): Promise<Traits> {
  const scores = new Map<string, number>();
  const tags = new Map<number, readonly string[]>();
  const consents = new Map<string, Consent>();
  const subjects = new Map<string, string>();
  /** What is to be written, by the same keys. */
  const newScores = new Map<string, Score>();
  const newTags = new Map<string, { readonly row: Tag; readonly present: boolean }>();
  const newConsents = new Map<string, ConsentRow>();

  const [tagged, scored, consented, named] = await Promise.all([
    tx.all(tagRows, customerNos),
    tx.all(scoreRows, customerNos),
    tx.all(consentRows, customerNos),
    tx.all(subjectRows, customerNos),
  ]);
  for (const { no, tag } of tagged) tags.set(no, [...(tags.get(no) ?? []), tag]);
  for (const { no, name, value } of scored) scores.set(keyOf(no, name), value);
  for (const { no, purpose, partner, ...consent } of consented)
    consents.set(keyOf(no, purpose, partner), consent);
  for (const { no, partner, subject } of named) subjects.set(keyOf(no, partner), subject);

  return {
    customer: (no, id) => ({ id, tags: (tags.get(no) ?? []).toSorted(byBytes) }),
    score: (no, name) => scores.get(keyOf(no, name)) ?? 0,
    consent: (no, purpose, partner) =>
      consents.get(keyOf(no, purpose, partner))?.withdrawnAtMs === null,
    subject: (no, partner) => subjects.get(keyOf(no, partner)) ?? null,
    countEvents: async (no, { type, sinceMs, untilMs, beforeSeq, event }) =>
      (await tx.get(eventCount, no, type, sinceMs, untilMs, beforeSeq, event))?.count ?? 0,

    putScore(no, name, value, atMs) {
      const key = keyOf(no, name);
      journal.set(scores, key, value);
      journal.set(newScores, key, [no, name, value, atMs]);
    },

    putTag(no, tag, present) {
      const before = tags.get(no) ?? [];
      if (before.includes(tag) === present) return;
      journal.set(tags, no, present ? [...before, tag] : before.filter((other) => other !== tag));
      journal.set(newTags, keyOf(no, tag), { row: [no, tag], present });
    },

    putConsent(no, { purpose, partner }, granted, atMs) {
      const key = keyOf(no, purpose, partner);
      const before = consents.get(key);
      if ((before?.withdrawnAtMs === null) === granted) return;
      // What was never granted cannot be withdrawn.
      if (before === undefined && !granted) return;
      const grantedAtMs = granted || before === undefined ? atMs : before.grantedAtMs;
      const withdrawnAtMs = granted ? null : atMs;
      journal.set(consents, key, { grantedAtMs, withdrawnAtMs });
      journal.set(newConsents, key, [no, purpose, partner, grantedAtMs, withdrawnAtMs]);
    },

    async flush() {
      const changed = [...newTags.values()];
      const tagsNow = (now: boolean) =>
        changed.filter(({ present }) => present === now).map(({ row }) => row);
      await Promise.all([
        tx.bulk(putScores, [...newScores.values()]),
        tx.bulk(addTags, tagsNow(true)),
        tx.bulk(dropTags, tagsNow(false)),
        tx.bulk(putConsents, [...newConsents.values()]),
      ]);
    },
  };
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** As the store sorts text. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
