/** A closed SQLite file with a small, true set of books in it, for tests that damage copies of it. */
import Database from 'better-sqlite3';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import { afterAll } from 'vitest';
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

export type LedgerFile = {
  /** A new copy, to be damaged. */
  copy(): Promise<string>;
};

export async function ledgerFile(): Promise<LedgerFile> {
  const dir = await mkdtemp(join(tmpdir(), 'recipro-ledger-'));
  afterAll(() => rm(dir, { recursive: true, force: true }));
  await fill(dir);
  let copies = 0;
  return {
    async copy() {
      copies += 1;
      const file = join(dir, `copy-${copies}.db`);
      await copyFile(join(dir, FILE_NAME), file);
      return file;
    },
  };
}

async function fill(dir: string): Promise<void> {
  const storage = openSqlite({ dir, nowMs: () => START_MS });
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
    throughSeq: RIDERS * RIDES,
    limit: RIDERS * RIDES,
    revision: await storage.revision(),
    evaluateEvent: evaluating(story),
  });
  await storage.close();
}

/** What somebody with the file and no scruples can do: no triggers, no foreign keys, no checks. */
export function tamper(file: string, change: (raw: Database.Database) => void): void {
  const raw = new Database(file);
  try {
    raw.pragma('foreign_keys = OFF');
    raw.pragma('ignore_check_constraints = ON');
    const triggers = raw
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all();
    for (const trigger of triggers) raw.exec(`DROP TRIGGER ${trigger}`);
    change(raw);
  } finally {
    raw.close();
  }
}
