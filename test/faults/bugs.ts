/**
 * Bugs that would break a promise, each with the moment at which it shows and the words in which the judge must say so. Defence is deep:
 * where a second guard stands behind the first, all guards of that kind are taken away, and a comment says which.
 */
import { POSTGRES, SQLITE } from './moments.ts';
import type { Moment } from './moments.ts';
import type { Edit } from './edit.ts';

export type Bug = {
  readonly bug: string;
  readonly store: 'sqlite' | 'postgres';
  readonly edits: readonly Edit[];
  /** For PostgreSQL, before the first event. */
  readonly sql?: string;
  readonly moment: Moment;
  readonly finds: RegExp;
};

const LOST = /evt_\w+ was acknowledged and never applied/;
const DOUBLED = /evt_\w+ was applied 2 times/;
const IN_QUARANTINE = /evt_\w+ is in quarantine/;

const EVALUATE = 'server/storage/postgres/evaluate.ts';

/**
 * Three guards keep a worker that wakes up late from committing: the lock on the shard, the server's end of transactions whose client is
 * silent, and the fence that is compared before the commit.
 */
const NO_FENCE: readonly Edit[] = [
  { file: EVALUATE, find: 'ORDER BY chain FOR UPDATE', put: 'ORDER BY chain' },
  { file: EVALUATE, find: ' AND chains.fence = new.fence', put: '' },
  {
    file: 'server/storage/postgres/database.ts',
    find: 'idle_in_transaction_session_timeout: leaseMs',
    put: 'idle_in_transaction_session_timeout: 0',
  },
];

/** Runs, transfers and messages are named after their event, so one that is made twice meets its own key; or its place in a chain, if late. */
const NO_EFFECT_KEYS: readonly Edit[] = [
  {
    file: 'server/storage/postgres/issue.ts',
    find: 'ORDER BY place ON CONFLICT (id) DO NOTHING`',
    put: 'ORDER BY place`',
  },
];
const DROP_EFFECT_KEYS = `
  ALTER TABLE runs DROP CONSTRAINT runs_run_id_key;
  ALTER TABLE transfers DROP CONSTRAINT transfers_id_key, DROP CONSTRAINT transfers_chain_place_key;
  ALTER TABLE deliveries DROP CONSTRAINT deliveries_id_key;`;

/** A repeat is known by a look at the store, by the key of events, and by the keys of effects, since their names follow from it. */
const NO_REPEAT_KEYS: readonly Edit[] = [
  ...NO_EFFECT_KEYS,
  {
    file: 'server/storage/postgres/inbox.ts',
    find: 'rows.map((row) => [row.eventId, row.bodyHash])',
    put: '[]',
  },
];
const DROP_REPEAT_KEYS = `${DROP_EFFECT_KEYS} ALTER TABLE events DROP CONSTRAINT events_event_id_key;`;

const ANSWER_FIRST: readonly Edit[] = [
  {
    file: 'server/intake.ts',
    find: 'return receiptsOf(events, await door.group(events, partner), mode);',
    put: `setTimeout(() => void door.group(events, partner).catch(() => {}), 50);
      const { eventIdOf } = await import('@recipro/server/storage/derive.ts');
      return events.map(({ event: { source, id } }) => ({ source, id, eventId: eventIdOf(source, id) }));`,
  },
];

const COMMIT = `await tx.text('COMMIT; BEGIN');`;
/** What is written is committed at once; that the events are done is written after it. */
const EFFECTS_FIRST: Edit = {
  file: EVALUATE,
  find: 'const tallies = await evaluateItems(',
  put: `const first = async (...given) => {
      const tallies = await evaluateItems(...given);
      ${COMMIT}
      return tallies;
    };
    const tallies = await first(`,
};

export const BUGS: readonly Bug[] = [
  {
    bug: 'there is no fencing token, lease or lock',
    store: 'postgres',
    edits: NO_FENCE,
    moment: POSTGRES.read,
    // The keys of effects still hold, so the late worker's events cannot be written a second time.
    finds: IN_QUARANTINE,
  },
  {
    bug: 'there is no fencing token, lease or lock, and no unique key of effects',
    store: 'postgres',
    edits: [...NO_FENCE, ...NO_EFFECT_KEYS],
    sql: DROP_EFFECT_KEYS,
    moment: POSTGRES.read,
    finds: DOUBLED,
  },
  {
    bug: 'effects are outside the transaction, after it',
    store: 'postgres',
    edits: [
      {
        file: EVALUATE,
        find: 'const tallies = await evaluateItems(',
        put: `await tx.bulk(done, items.map(({ shard, turn, seq }) => [shard, turn, seq]));
          ${COMMIT}
          const tallies = await evaluateItems(`,
      },
    ],
    moment: POSTGRES.written,
    finds: LOST,
  },
  {
    bug: 'effects are outside the transaction, before it',
    store: 'postgres',
    edits: [EFFECTS_FIRST],
    moment: POSTGRES.written,
    finds: IN_QUARANTINE,
  },
  {
    bug: 'there is no unique key of effects, and something lets them be made again',
    store: 'postgres',
    edits: [EFFECTS_FIRST, ...NO_EFFECT_KEYS],
    sql: DROP_EFFECT_KEYS,
    moment: POSTGRES.written,
    finds: DOUBLED,
  },
  {
    bug: 'the door answers before the commit',
    store: 'postgres',
    edits: ANSWER_FIRST,
    moment: POSTGRES.arrivalWritten,
    finds: LOST,
  },
  {
    bug: 'there is no unique key by which a repeat is known',
    store: 'postgres',
    edits: NO_REPEAT_KEYS,
    sql: DROP_REPEAT_KEYS,
    moment: POSTGRES.arrivalKept,
    finds: DOUBLED,
  },
  {
    bug: 'effects are outside the transaction, after it',
    store: 'sqlite',
    edits: [
      {
        file: 'server/storage/sqlite/evaluate.ts',
        find: 'for (const item of items) {',
        put: `for (const item of items) done.run(item.shard, item.turn, item.seq);
          raw.exec('COMMIT; BEGIN IMMEDIATE');
          for (const item of items) {`,
      },
    ],
    moment: SQLITE.written,
    finds: LOST,
  },
  {
    bug: 'the door answers before the commit',
    store: 'sqlite',
    edits: ANSWER_FIRST,
    moment: SQLITE.arrivalWritten,
    finds: LOST,
  },
];
