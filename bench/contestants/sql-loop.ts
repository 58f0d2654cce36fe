/**
 * The physical limit of the store: the very statements that our server runs for the workload, in a bare loop, a thousand events to a transaction.
 * They are recorded from the real store at work, so they stay the same when it changes. No HTTP, no JSON, no hashing, no rules, no savepoints.
 * Prints one line of JSON: events and seconds of the loop, and the points that its books must hold.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '@recipro/server/storage/sqlite/database.ts';
import { openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import Database from 'better-sqlite3';
import { arrivals } from '../workload/arrived.ts';
import { worker } from '../workload/worked.ts';

const TRANSACTION_EVENTS = 1_000;
/** Events recorded and then replayed, so that what is kept in memory is bounded. */
const ROUND_TRANSACTIONS = 5;

type Method = 'run' | 'get' | 'all';
type Call = { readonly sql: string; readonly method: Method; readonly params: readonly unknown[] };

const { values } = parseArgs({
  options: {
    recorded: { type: 'string', default: '' },
    replayed: { type: 'string', default: '' },
    seconds: { type: 'string', default: '' },
    prefix: { type: 'string', default: '' },
  },
});

const BRACKETS = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

/** Until the tape is taken out, every statement that is run in this process is written on it. */
function record(tape: Call[]): () => void {
  const memory = new Database(':memory:');
  const statement: object = Object.getPrototypeOf(memory.prepare('SELECT 1'));
  memory.close();
  const ends = (['run', 'get', 'all'] as const).map((method) => {
    const original: unknown = Reflect.get(statement, method);
    if (typeof original !== 'function') throw new Error(`better-sqlite3 has no ${method}`);
    Reflect.set(statement, method, function listen(this: Database.Statement, ...params: unknown[]) {
      if (!BRACKETS.test(this.source)) tape.push({ sql: this.source, method, params });
      const result: unknown = Reflect.apply(original, this, params);
      return result;
    });
    return () => void Reflect.set(statement, method, original);
  });
  return () => {
    for (const end of ends) end();
  };
}

/** Plays what is on the tapes, a transaction each, and gives the seconds. */
function replay(raw: Database.Database, tapes: readonly (readonly Call[])[]): number {
  const prepared = new Map<string, Database.Statement>();
  const statementOf = (sql: string) => {
    const known = prepared.get(sql) ?? raw.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const plays = tapes.map((calls) =>
    calls.map(({ sql, method, params }) => ({ statement: statementOf(sql), method, params })),
  );
  const startMs = performance.now();
  for (const play of plays) {
    raw.exec('BEGIN IMMEDIATE');
    for (const { statement, method, params } of play) {
      if (method === 'run') statement.run(...params);
      else if (method === 'get') statement.get(...params);
      else statement.all(...params);
    }
    raw.exec('COMMIT');
  }
  return (performance.now() - startMs) / 1000;
}

const bare = connect(path.join(values.replayed, 'recipro.db'));
const storage = openSqlite({ dir: values.recorded });
const work = worker(storage, arrivals({ prefix: values.prefix }));
const total = { events: 0, timedEvents: 0, seconds: 0, points: 0 };
for (let round = 0; total.seconds < Number(values.seconds); round += 1) {
  const tapes: Call[][] = [];
  for (let place = 0; place < ROUND_TRANSACTIONS; place += 1) {
    const tape: Call[] = [];
    const stop = record(tape);
    total.points += await work(TRANSACTION_EVENTS);
    stop();
    tapes.push(tape);
  }
  const seconds = replay(bare, tapes);
  const events = ROUND_TRANSACTIONS * TRANSACTION_EVENTS;
  total.events += events;
  // The first round warms up.
  if (round > 0) {
    total.timedEvents += events;
    total.seconds += seconds;
  }
}
await storage.close();
bare.close();
process.stdout.write(`${JSON.stringify(total)}\n`);
