/**
 * Evaluation: many events in one transaction, each in a savepoint of its own, by turn (S2).
 * E1. An event that throws is undone whole and put in quarantine with the reason; its neighbours stay.
 * E2. A failure of the store is no event's fault: it undoes the batch and nothing goes to quarantine.
 * E3. Nothing is done where the caller's picture of live workflows and partners is out of date.
 */
import type { Event } from '@recipro/schema';
import type { RunRecord } from '@recipro/rules';
import type { EvaluateBatch, EvaluateEvent, Evaluated, Storage } from '../storage.ts';
import { answerAsk } from './answer.ts';
import type { Drivers, EventRow } from './answer.ts';
import type { Sqlite } from './database.ts';
import { isStorageFailure } from './failure.ts';
import { backlogOf } from './lines.ts';
import { runRows } from './run-rows.ts';

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

export function evaluator(sqlite: Sqlite, drivers: Drivers): Pick<Storage, 'evaluate' | 'backlog'> {
  const { raw } = sqlite;
  const revision = raw.prepare<[], number>('SELECT revision FROM counters').pluck();
  const waiting = raw.prepare<[number, number], Waiting>(
    'SELECT shard, turn, seq, event, partner FROM waiting WHERE shard = ? ORDER BY turn, seq LIMIT ?',
  );
  const stored = raw.prepare<[number], StoredEvent>(
    `SELECT e.event_id AS eventId, e.customer AS customerNo, c.id AS customerId, e.accepted_at_ms AS acceptedAtMs,
       e.body_hash AS bodyHash, e.body
     FROM events e JOIN customers c ON c.no = e.customer WHERE e.seq = ?`,
  );
  const done = raw.prepare<[number, number, number]>(
    'DELETE FROM waiting WHERE shard = ? AND turn = ? AND seq = ?',
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
  const rows = runRows(raw);

  /** Runs one event to its end and gives the number of its runs. */
  const inSavepoint = raw.transaction((item: Waiting, evaluateEvent: EvaluateEvent): Outcome => {
    const event = stored.get(item.event);
    if (event === undefined) throw new Error(`Event ${item.event} is gone from the store`);
    const numbers = rows.numbers();
    const outcome = drive(event, item, numbers, evaluateEvent);
    for (const record of outcome.records) rows.keep(record, numbers, item.event, event.customerNo);
    numbers.assertAllKept(outcome.records);
    drivers.ledger.commitChain();
    return outcome;
  });

  function drive(
    stored_: StoredEvent,
    item: Waiting,
    numbers: ReturnType<typeof rows.numbers>,
    evaluateEvent: EvaluateEvent,
  ): Outcome {
    const { eventId, customerId, customerNo, acceptedAtMs } = stored_;
    const event: Event = JSON.parse(stored_.body);
    const row: EventRow = {
      seq: item.seq,
      event: item.event,
      customerNo,
      chain: item.shard,
      bodyHash: stored_.bodyHash,
    };
    const program = evaluateEvent({ seq: item.seq, eventId, event, customerId, acceptedAtMs });
    let sent = 0;
    let step = program.next();
    for (let asks = 0; step.done !== true; asks += 1) {
      if (asks >= ASKS_MAX)
        throw new Error(`The workflows of this event asked more than ${ASKS_MAX} questions`);
      const { run, ask } = step.value;
      if (ask.ask === 'send') sent += 1;
      const owner = { run, runNo: numbers.of(run.runId), customerNo };
      step = program.next(answerAsk(drivers, row, owner, ask));
    }
    return { records: step.value, sent };
  }

  /** Whose turn it is in these shards together, one more than asked for where there are more. */
  function next({ shards, limit }: EvaluateBatch): readonly Waiting[] {
    const found = shards.flatMap((shard) => waiting.all(shard, limit + 1));
    return shards.length === 1 ? found : found.toSorted((a, b) => a.turn - b.turn || a.seq - b.seq);
  }

  function countOffAll(items: readonly Waiting[]): void {
    const left = new Map<string, { shard: number; partner: string; done: number }>();
    for (const { shard, partner } of items) {
      const line = left.get(`${shard} ${partner}`) ?? { shard, partner, done: 0 };
      left.set(`${shard} ${partner}`, line);
      line.done += 1;
    }
    for (const line of left.values()) countOff.run(line.shard, line.partner, line.done);
  }

  function evaluateAll(batch: EvaluateBatch): Evaluated {
    if (revision.get() !== batch.revision) return { outcome: 'stale' };
    const found = next(batch);
    const items = found.slice(0, batch.limit);
    const tally = { runs: 0, quarantined: 0, sent: 0 };
    for (const item of items) {
      try {
        const { records, sent } = inSavepoint(item, batch.evaluateEvent);
        tally.runs += records.length;
        tally.sent += sent;
      } catch (error) {
        drivers.ledger.forgetChain();
        if (isStorageFailure(error)) throw error;
        tally.quarantined += 1;
        quarantine.run(item.event, reasonOf(error), sqlite.nowMs());
      }
      done.run(item.shard, item.turn, item.seq);
    }
    countOffAll(items);
    if (items.length > 0) count.run(tally.runs, tally.quarantined, tally.sent);
    return {
      outcome: 'evaluated',
      done: items.length - tally.quarantined,
      quarantined: tally.quarantined,
      more: found.length > items.length,
      outbox: tally.sent > 0,
    };
  }

  const backlog = backlogOf(raw);
  return {
    evaluate: (batch) => sqlite.write(() => evaluateAll(batch)),
    backlog: () => sqlite.read(backlog),
  };
}

type Outcome = { readonly records: readonly RunRecord[]; readonly sent: number };

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, REASON_LENGTH_MAX) || 'It failed without saying why';
}
