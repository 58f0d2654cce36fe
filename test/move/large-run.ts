/**
 * A large store, moved by the command and killed twice on the way: `node test/move/large-run.ts [events]`, 200,000 when left out.
 * Says how long each part took; ends with 1 where the two stores differ.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { removeMark } from '@recipro/server/storage/sqlite/moved.ts';
import { FILE_NAME, openSqlite } from '@recipro/server/storage/sqlite/open.ts';
import type { Storage } from '@recipro/server/storage/storage.ts';
import { startPostgres } from '../postgres.ts';
import { arrived, post, START_MS } from '../storage/story.ts';
import { evaluateAll, fillStore } from './filled-store.ts';
import { startMoving } from './moving-process.ts';
import { accountsOf } from './picture.ts';

const EVENTS = Number(process.argv[2] ?? 200_000);
const GROUP = 1_000;
const CUSTOMERS = 10_000;
/** Lines of progress after which the command is killed: in the middle of copying, and further on. */
const KILLED_AFTER = [4, 9];

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  const result = await work();
  process.stdout.write(`${what}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
  return result;
}

async function fillMore(dir: string): Promise<void> {
  await fillStore(dir);
  const storage = openSqlite({ dir, nowMs: () => START_MS });
  const text = 'x'.repeat(300);
  for (let from = 0; from < EVENTS; from += GROUP) {
    const events = Array.from({ length: GROUP }, (_, i) =>
      arrived({ id: `e${from + i}`, subject: `c${(from + i) % CUSTOMERS}`, data: { text, i } }),
    );
    await storage.accept([events], START_MS);
    await evaluateAll(storage, (run) => [
      post(run, { id: `${run.runId}-1`, amountMinor: 40 }),
      post(run, { id: `${run.runId}-2`, currency: 'GOLD', amountMinor: 1 }),
      { ask: 'put-score', name: 'rides', value: from },
      { ask: 'send', key: run.runId, kind: 'deliver', to: 'rydo', type: 'paid', data: { a: 1 } },
    ]);
  }
  await storage.close();
}

async function balancesOf(storage: Storage): Promise<string> {
  const hash = createHash('sha256');
  let count = 0;
  for (const account of await accountsOf(storage)) {
    hash.update(JSON.stringify(account));
    count += 1;
  }
  const { ok, transfers, sums } = await storage.verify();
  await storage.close();
  return JSON.stringify({ ok, transfers, sums, accounts: count, balances: hash.digest('hex') });
}

const root = await mkdtemp(join(tmpdir(), 'recipro-large-'));
const postgres = await startPostgres();
try {
  const dir = join(root, 'data');
  await timed(`a store of ${EVENTS} events`, () => fillMore(dir));
  const { size } = await stat(join(dir, FILE_NAME));
  process.stdout.write(`${(size / 2 ** 20).toFixed(0)} MB of SQLite\n`);
  const url = await postgres.database();
  for (const lines of KILLED_AFTER)
    await timed(`killed after ${lines} lines`, async () => {
      const command = startMoving(dir, url);
      await command.said(lines);
      await command.kill();
    });
  const { code, stdout, stderr } = await timed('moved to the end', () =>
    startMoving(dir, url).end(),
  );
  process.stdout.write(`${stderr}${stdout}`);
  if (code !== 0) throw new Error(`It ended with ${code}`);
  const again = await postgres.database();
  removeMark(dir);
  const whole = await timed('moved at once, to another database', () =>
    startMoving(dir, again).end(),
  );
  process.stdout.write(`${whole.stderr}${whole.stdout}`);
  removeMark(dir);
  const before = await balancesOf(openSqlite({ dir, nowMs: () => START_MS }));
  const after = await balancesOf(await openPostgres({ url, nowMs: () => START_MS }));
  process.stdout.write(`${before}\n${before === after ? 'equal' : `DIFFERENT: ${after}`}\n`);
  if (before !== after) process.exitCode = 1;
} finally {
  await postgres.stop();
  await rm(root, { recursive: true, force: true });
}
