/**
 * Evaluation: many events in one transaction, by turn (S2).
 * E1. An event that throws is undone whole and put in quarantine with the reason; its neighbours stay. One that had written nothing is
 *     merely left out. Otherwise the batch is undone and done again one event at a time, each in a savepoint of its own: a savepoint
 *     for every event of every batch would cost more than most of what it guards.
 * E2. A failure of the store is no event's fault: it undoes the batch and nothing goes to quarantine.
 * E3. Nothing is done where the caller's picture of live workflows and partners is out of date.
 */
import type { Event } from '@recipro/schema';
import type { EvaluateBatch, EvaluateEvent, Evaluated, Storage } from '../storage.ts';
import { answerAsk, isWrite } from './answer.ts';
import type { Drivers, EventRow } from './answer.ts';
import type { Sqlite } from './database.ts';
import { isStorageFailure } from './failure.ts';
import { backlogOf } from './lines.ts';

/** More asks than the largest workflows together make; a program that goes on is one that never ends. */
const ASKS_MAX = 100_000;
const REASON_LENGTH_MAX = 2_000;

type Waiting = {
  readonly shard: number;
  readonly turn: number;
  readonly seq: number;
  readonly event: number;
  readonly partner: string;
};
type StoredEvent = {
  readonly eventId: string;
  readonly customerNo: number;
  readonly customerId: string;
  readonly acceptedAtMs: number;
  readonly bodyHash: Buffer;
  readonly body: string;
};
type Outcome =
  | { readonly runs: number; readonly sent: number }
  | { readonly failed: unknown; readonly wrote: boolean };

export function evaluator(sqlite: Sqlite, drivers: Drivers): Pick<Storage, 'evaluate' | 'backlog'> {
  const { raw } = sqlite;
  const { ledger, runs, issue } = drivers;
  const revision = raw.prepare<[], number>('SELECT revision FROM counters').pluck();
  const waiting = raw.prepare<[number, number], Waiting>(
    'SELECT shard, turn, seq, event, partner FROM waiting WHERE shard = ? ORDER BY turn, seq LIMIT ?',
  );
  // A join would be planned anew for every event: SQLite looks at what is bound to it.
  const stored = raw.prepare<[number], StoredEvent>(
    `SELECT event_id AS eventId, customer AS customerNo, (SELECT id FROM customers WHERE no = customer) AS customerId,
       accepted_at_ms AS acceptedAtMs, body_hash AS bodyHash, body
     FROM events WHERE seq = ?`,
  );
  const done = raw.prepare<[number, number, number]>(
    'DELETE FROM waiting WHERE shard = ? AND (turn, seq) <= (?, ?)',
  );
  const countOff = raw.prepare<[number, string, number]>(
    `INSERT INTO served (shard, partner, done) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET done = done + excluded.done`,
  );
  const quarantine = raw.prepare<[number, string, number]>(
    'INSERT INTO quarantine (event, reason, at_ms) VALUES (?, ?, ?)',
  );
  const count = raw.prepare<[number, number, number]>(
    `UPDATE counters SET runs = runs + ?, quarantines = quarantines + ?, deliveries = deliveries + ? WHERE one = 1`,
  );

  /** Runs one event to its end and writes what it did, but for what a batch adds up. Throws where a row cannot be written. */
  function evaluateOne(item: Waiting, evaluateEvent: EvaluateEvent): Outcome {
    const event = stored.get(item.event);
    if (event === undefined) throw new Error(`Event ${item.event} is gone from the store`);
    const row: EventRow = {
      seq: item.seq,
      event: item.event,
      customerNo: event.customerNo,
      chain: item.shard,
      bodyHash: event.bodyHash,
    };
    let sent = 0;
    let wrote = false;
    try {
      const parsed: Event = JSON.parse(event.body);
      const { eventId, customerId, acceptedAtMs } = event;
      const { seq } = item;
      const program = evaluateEvent({ seq, eventId, event: parsed, customerId, acceptedAtMs });
      let step = program.next();
      for (let asks = 0; step.done !== true; asks += 1) {
        if (asks >= ASKS_MAX)
          throw new Error(`The workflows of this event asked more than ${ASKS_MAX} questions`);
        const { run, ask } = step.value;
        if (ask.ask === 'send') sent += 1;
        wrote ||= isWrite(ask);
        const owner = { run, runNo: runs.of(run.runId), customerNo: event.customerNo };
        step = program.next(answerAsk(drivers, row, owner, ask));
      }
      wrote = true;
      runs.keep(step.value, item.event, event.customerNo);
      ledger.flush();
      issue.flush();
      return { runs: step.value.length, sent };
    } catch (error) {
      return { failed: error, wrote };
    }
  }

  function settle(): void {
    ledger.settle();
    runs.settle();
    issue.settle();
  }

  function forget(): void {
    ledger.forget();
    runs.forget();
    issue.forget();
  }

  /** Throws where an event failed that had written something. */
  function together(item: Waiting, evaluateEvent: EvaluateEvent): Outcome {
    const outcome = evaluateOne(item, evaluateEvent);
    if (!('failed' in outcome)) return outcome;
    if (outcome.wrote || isStorageFailure(outcome.failed)) throw outcome.failed;
    runs.drop();
    return outcome;
  }

  const inSavepoint = raw.transaction((item: Waiting, evaluateEvent: EvaluateEvent): Outcome => {
    const outcome = evaluateOne(item, evaluateEvent);
    if ('failed' in outcome) throw outcome.failed;
    settle();
    return outcome;
  });

  function alone(item: Waiting, evaluateEvent: EvaluateEvent): Outcome {
    try {
      return inSavepoint(item, evaluateEvent);
    } catch (error) {
      forget();
      if (isStorageFailure(error)) throw error;
      return { failed: error, wrote: false };
    }
  }

  /** Whose turn it is in these shards together, one more than asked for where there are more. */
  function next({ shards, limit }: EvaluateBatch): readonly Waiting[] {
    const found = shards.map((shard) => waiting.all(shard, limit + 1));
    if (found.length === 1) return found[0] ?? [];
    // Shards count turns for themselves, so what is compared is how far each is from the head of its own.
    const heads = new Map(found.map(([first]) => [first?.shard, first?.turn ?? 0]));
    const place = ({ shard, turn }: Waiting) => turn - (heads.get(shard) ?? 0);
    return found.flat().toSorted((a, b) => place(a) - place(b) || a.seq - b.seq);
  }

  /** Takes these out of their lines. Of each shard they are the first, so all up to the last of them go. */
  function takeOut(items: readonly Waiting[]): void {
    const lines = new Map<string, { shard: number; partner: string; left: number }>();
    const lastOfShard = new Map<number, Waiting>();
    for (const each of items) {
      const { shard, partner } = each;
      const line = lines.get(`${shard} ${partner}`) ?? { shard, partner, left: 0 };
      lines.set(`${shard} ${partner}`, line);
      line.left += 1;
      lastOfShard.set(shard, each);
    }
    for (const { shard, turn, seq } of lastOfShard.values()) done.run(shard, turn, seq);
    for (const { shard, partner, left } of lines.values()) countOff.run(shard, partner, left);
  }

  function evaluateAll(batch: EvaluateBatch, evaluate: typeof together): Evaluated {
    if (revision.get() !== batch.revision) return { outcome: 'stale' };
    const found = next(batch);
    const items = found.slice(0, batch.limit);
    const tally = { runs: 0, quarantined: 0, sent: 0 };
    for (const item of items) {
      const outcome = evaluate(item, batch.evaluateEvent);
      if ('failed' in outcome) {
        tally.quarantined += 1;
        quarantine.run(item.event, reasonOf(outcome.failed), sqlite.nowMs());
      } else {
        tally.runs += outcome.runs;
        tally.sent += outcome.sent;
      }
    }
    settle();
    takeOut(items);
    if (items.length > 0) count.run(tally.runs, tally.quarantined, tally.sent);
    return {
      outcome: 'evaluated',
      done: items.length - tally.quarantined,
      quarantined: tally.quarantined,
      more: found.length > items.length,
      outbox: tally.sent > 0,
    };
  }

  /** What is in memory goes with the rows that are rolled back, before anybody else can use it. */
  function attempt(batch: EvaluateBatch, evaluate: typeof together): Evaluated {
    try {
      return evaluateAll(batch, evaluate);
    } catch (error) {
      forget();
      throw error;
    }
  }

  const backlog = backlogOf(raw);
  return {
    backlog: () => sqlite.look(backlog),

    async evaluate(batch) {
      try {
        return await sqlite.write(() => attempt(batch, together));
      } catch (error) {
        if (isStorageFailure(error)) throw error;
        return sqlite.write(() => attempt(batch, alone));
      }
    },
  };
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, REASON_LENGTH_MAX) || 'It failed without saying why';
}
