/**
 * Some waiting events, evaluated by turn in memory and then written together: what they need is read in a few statements for all,
 * and what they do is written in a few statements for all.
 * B1. An event whose program throws is taken back in memory, whole, and goes to quarantine with the reason; its neighbours stay.
 * B2. Events see what earlier ones of the batch did. B3. Nothing is written before all have been evaluated.
 */
import type { Event } from '@recipro/schema';
import type { RunRecord } from '@recipro/rules';
import type { EvaluateEvent } from '../storage.ts';
import { accountsOf } from './accounts.ts';
import { answerAsk } from './answer.ts';
import type { Drivers } from './answer.ts';
import type { Tx } from './database.ts';
import { isStatementFailure, isStorageFailure } from './failure.ts';
import { endpointsOf, issueOf } from './issue.ts';
import { journal } from './journal.ts';
import { ledgerOf } from './ledger.ts';
import type { ChainEnd } from './ledger.ts';
import { runRowsOf } from './run-rows.ts';
import { bulk } from './statement.ts';
import { traitsOf } from './traits.ts';

/** More asks than the largest workflows together make; a program that goes on is one that never ends. */
const ASKS_MAX = 100_000;
const REASON_LENGTH_MAX = 2_000;

export type WaitingEvent = {
  readonly shard: number;
  readonly turn: number;
  readonly partner: string;
  readonly seq: number;
  /** Its row. */
  readonly event: number;
  readonly eventId: string;
  readonly customerNo: number;
  readonly customerId: string;
  readonly acceptedAtMs: number;
  readonly bodyHash: Buffer;
  readonly body: string;
};

export type Tally = { readonly runs: number; readonly quarantined: number; readonly sent: number };

export type BatchDeps = {
  readonly evaluateEvent: EvaluateEvent;
  readonly nowMs: () => number;
  readonly randomBytes: (size: number) => Uint8Array;
};

type Parsed = WaitingEvent & { readonly parsed: Event };

const addQuarantined = bulk<readonly [event: number, reason: string, atMs: number]>(
  'bigint text bigint',
  'INSERT INTO quarantine (event, reason, at_ms) SELECT * FROM unnest(COLUMNS)',
);

/** Evaluates and writes these, and gives the counts of each shard. Throws where a row cannot be written; nothing of it then counts. */
export async function evaluateBatch(
  tx: Tx,
  items: readonly WaitingEvent[],
  chains: readonly ChainEnd[],
  deps: BatchDeps,
): Promise<{ readonly ends: readonly ChainEnd[]; readonly tallies: ReadonlyMap<number, Tally> }> {
  const events = items.map((item): Parsed => ({ ...item, parsed: JSON.parse(item.body) }));
  const memory = journal();
  const customers = new Map(events.map((each) => [each.customerNo, each.customerId]));
  const [accounts, traits, endpoints] = await Promise.all([
    accountsOf(tx, memory, {
      customerIds: [...customers.values()],
      span: spanOf(events),
    }),
    traitsOf(tx, memory, [...customers.keys()]),
    endpointsOf(tx),
  ]);
  const drivers: Drivers = {
    accounts,
    traits,
    ledger: ledgerOf(tx, memory, { accounts, chains }),
    issue: issueOf(tx, memory, { ...deps, traits, endpoints }),
    runs: runRowsOf(tx, memory),
  };
  const tallies = new Map<number, Tally>();
  const failed: (readonly [event: number, reason: string, atMs: number])[] = [];
  for (const item of events) {
    try {
      const { records, sent } = await drive(drivers, item, deps.evaluateEvent);
      memory.keep();
      add(tallies, item.shard, { runs: records.length, quarantined: 0, sent });
    } catch (error) {
      memory.drop();
      // A statement that failed has ended the transaction's chances, whoever's fault it was.
      if (isStorageFailure(error) || isStatementFailure(error)) throw error;
      failed.push([item.event, reasonOf(error), deps.nowMs()]);
      add(tallies, item.shard, { runs: 0, quarantined: 1, sent: 0 });
    }
  }
  const [runNumbers, transferNumber, accountNumbers] = await Promise.all([
    drivers.runs.takeNumbers(),
    drivers.ledger.takeNumbers(),
    accounts.flush(),
  ]);
  const [, ends] = await Promise.all([
    drivers.runs.flush(runNumbers),
    drivers.ledger.flush({ runNumbers, transferNumber, accountNumbers }),
    drivers.issue.flush(runNumbers),
    traits.flush(),
    tx.bulk(addQuarantined, failed),
  ]);
  return { ends, tallies };
}

/** Runs one event to its end. */
async function drive(
  drivers: Drivers,
  item: Parsed,
  evaluateEvent: EvaluateEvent,
): Promise<{ readonly records: readonly RunRecord[]; readonly sent: number }> {
  const { seq, event, shard, eventId, customerId, customerNo, acceptedAtMs, bodyHash } = item;
  const row = { seq, event, shard, bodyHash };
  const program = evaluateEvent({ seq, eventId, event: item.parsed, customerId, acceptedAtMs });
  const asked = new Set<string>();
  let sent = 0;
  let step = program.next();
  for (let asks = 0; step.done !== true; asks += 1) {
    if (asks >= ASKS_MAX)
      throw new Error(`The workflows of this event asked more than ${ASKS_MAX} questions`);
    const { run, ask } = step.value;
    if (ask.ask === 'send') sent += 1;
    asked.add(run.runId);
    step = program.next(await answerAsk(drivers, row, { run, customerNo }, ask));
  }
  drivers.runs.keep(step.value, asked, { event, customerNo, shard });
  return { records: step.value, sent };
}

export function add(tallies: Map<number, Tally>, shard: number, more: Tally): void {
  const before = tallies.get(shard) ?? { runs: 0, quarantined: 0, sent: 0 };
  tallies.set(shard, {
    runs: before.runs + more.runs,
    quarantined: before.quarantined + more.quarantined,
    sent: before.sent + more.sent,
  });
}

/** Puts one event in quarantine that could not be written. */
export async function quarantine(
  tx: Tx,
  item: WaitingEvent,
  error: unknown,
  atMs: number,
): Promise<void> {
  await tx.bulk(addQuarantined, [[item.event, reasonOf(error), atMs]]);
}

/** PostgreSQL's text holds no U+0000. */
function reasonOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '');
  return text.slice(0, REASON_LENGTH_MAX) || 'It failed without saying why';
}

function spanOf(events: readonly Parsed[]): { readonly fromMs: number; readonly toMs: number } {
  const times = events.map(timeOf);
  return { fromMs: Math.min(...times), toMs: Math.max(...times) };
}

function timeOf({ parsed, acceptedAtMs }: Parsed): number {
  return parsed.time === undefined ? acceptedAtMs : Date.parse(parsed.time);
}
