/** Stores with a small, true set of books in them, for tests that damage copies of them. */
import type { VerifyResult } from '@recipro/schema';
import type { Storage } from '@recipro/server/storage/storage.ts';
import {
  ALL_SHARDS,
  arrived,
  asking,
  evaluating,
  partnerNamed,
  post,
  publishing,
  START_MS,
  WORKFLOW,
} from './story.ts';

const RIDERS = 24;
const RIDES = 6;
/** Two transfers for each ride of each rider. */
export const TRANSFERS = RIDERS * RIDES * 2;
/** One for each rider, and the one that gives. */
export const ACCOUNTS = RIDERS + 1;

export type Row = Readonly<Record<string, unknown>>;

/** A copy of the books, to be damaged. */
export type BooksCopy = {
  /** What somebody with the right to and no scruples can do: no triggers, no foreign keys. */
  tamper(sql: string): Promise<void>;
  /** What anybody else can do; rejects with what the store says. */
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  verify(): Promise<VerifyResult>;
};

export type Books = {
  readonly name: string;
  copy(): Promise<BooksCopy>;
  /** The columns of a table, each with a value of its type that no row has. */
  readonly columns: (table: string) => string;
  /** SQL for 32 bytes of zeros. */
  readonly zeros: string;
  /** What else would take rows away. */
  readonly removals: (table: string) => readonly string[];
};

/** Writes the true books into an empty store. */
export async function fill(storage: Storage): Promise<void> {
  await storage.addPartner(partnerNamed('cardia', 'CARD'));
  await storage.createWorkflow(WORKFLOW, START_MS);
  await storage.publish(WORKFLOW.id, publishing(1));
  const rides = Array.from({ length: RIDERS * RIDES }, (_, i) =>
    arrived({ id: `ride-${i}`, subject: `rider-${i % RIDERS}` }),
  );
  await storage.accept([rides], START_MS);
  const story = asking((run) => [
    post(run, { id: `${run.runId}-earn`, amountMinor: 40, availableAtMs: START_MS + 5 }),
    post(run, {
      id: `${run.runId}-back`,
      from: `customer:${run.customerId}`,
      to: 'partner:cardia:issued',
      amountMinor: 15,
      reference: 'r',
      reverses: `${run.runId}-earn`,
      availableAtMs: START_MS + 5,
    }),
  ]);
  await storage.evaluate({
    shards: ALL_SHARDS,
    limit: RIDERS * RIDES,
    revision: await storage.revision(),
    evaluateEvent: evaluating(story),
  });
}
