/**
 * A SQLite store becomes a PostgreSQL store: checked, copied, compared row by row, checked again, and only then in service.
 * M1. Nothing is copied from books that are not right. M2. Killed at any moment, the same call goes on where it was.
 * M3. From the first copied row on, no server starts on the old store; until the last check has passed, none starts on the new one.
 * M4. What was in the target before is never touched.
 */
import type { ClientBase } from 'pg';
import { isDeepStrictEqual } from 'node:util';
import type { VerifyResult } from '@recipro/schema';
import { AppError, ERRORS } from '../../errors.ts';
import { MOVING_SCHEMA, placeOf, withLongLine } from '../postgres/database.ts';
import { assertSettings } from '../postgres/open.ts';
import { verifyOver } from '../postgres/verify.ts';
import { assertNotMoved, readMark, removeMark, writeMark } from '../sqlite/moved.ts';
import type { Mark } from '../sqlite/moved.ts';
import { compareTable } from './compare.ts';
import { endLoading } from './load.ts';
import { planOf } from './plan.ts';
import type { Key, Plan } from './plan.ts';
import { openSource } from './source.ts';
import type { Source } from './source.ts';
import {
  addRows,
  analyze,
  MAKE_ROOM,
  partOfAnother,
  prepare,
  progressOf,
  publish,
  standingOf,
  tablesOf,
  takenBy,
} from './target.ts';
import type { Standing } from './target.ts';
import { putTotals, readTotals } from './totals.ts';

/** Large enough that a commit costs little beside its rows, small enough that little is done again. */
const BATCH_ROWS = 5_000;

type MoveStage = 'checking' | 'copying' | 'building indexes' | 'comparing' | 'checking the copy';
export type MoveProgress = {
  readonly stage: MoveStage;
  readonly table: string | null;
  readonly done: number;
  readonly total: number;
};
export type MoveDeps = {
  readonly nowMs: () => number;
  readonly newId: () => string;
  readonly tell: (progress: MoveProgress) => void;
};
export type MoveInput = {
  /** The data folder. */
  readonly dir: string;
  /** Such as postgres://user:password@host:5432/recipro. */
  readonly url: string;
  readonly batchRows?: number;
};
export type Moved = {
  readonly from: string;
  readonly to: string;
  /** False where an earlier call had done it all. */
  readonly now: boolean;
  /** Rows that an earlier call had copied. */
  readonly resumedAfter: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly books: VerifyResult;
};

/** `storage-busy` where somebody uses the store, or PostgreSQL went away; `storage-failed` where books or target are not right. */
export async function move(deps: MoveDeps, input: MoveInput): Promise<Moved> {
  const source = openSource(input.dir, deps.nowMs);
  try {
    return await withLongLine(
      input.url,
      (client) => moveAll(deps, input, source, client),
      MOVING_SCHEMA,
    );
  } catch (error) {
    const passes = error instanceof AppError && ERRORS[error.code].retry;
    if (!passes || readMark(input.dir) === null) throw error;
    const words = `${error.message} Run the same command again: it goes on where it stopped.`;
    throw new AppError(error.code, words, { cause: error });
  } finally {
    source.close();
  }
}

async function moveAll(
  { nowMs, newId, tell }: MoveDeps,
  { dir, url, batchRows = BATCH_ROWS }: MoveInput,
  source: Source,
  client: ClientBase,
): Promise<Moved> {
  const to = placeOf(url);
  await assertSettings(client, to);
  const earlier = readMark(dir);
  const standing = await standingOf(client);
  assertFits(standing, earlier, { dir, to });
  tell({ stage: 'checking', table: null, done: 0, total: 0 });
  const books = source.verify();
  if (!books.ok)
    throw notRight(`The books in ${source.file} are wrong, so they are not moved`, books);
  const mark = earlier ?? { id: newId(), to, startedAtMs: nowMs(), finishedAtMs: null };
  if (standing.state === 'whole') {
    writeMark(dir, { ...mark, finishedAtMs: mark.finishedAtMs ?? nowMs() });
    return { from: source.file, to, now: false, resumedAfter: 0, rows: {}, books };
  }
  if (earlier === null) writeMark(dir, mark);
  await begin(client, { dir, to, mark, fresh: earlier === null, nowMs });
  const job: Job = { source, client, batchRows, tell };
  const plans = planOf(source.tables(), await tablesOf(client));
  const rows = Object.fromEntries(plans.map(({ table }) => [table, source.count(table)]));
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const resumedAfter = await copyAll(job, plans, total);
  await compareAll(job, plans, { total, to });
  tell({ stage: 'checking the copy', table: null, done: 0, total: 0 });
  const copy = await verifyOver(client);
  if (!copy.ok) throw notRight(`The copy in ${to} is wrong`, copy);
  if (!isDeepStrictEqual(copy, books)) throw notEqual(to, 'the books add up to something else');
  await publish(client);
  writeMark(dir, { ...mark, finishedAtMs: nowMs() });
  return { from: source.file, to, now: true, resumedAfter, rows, books };
}

type Job = {
  readonly source: Source;
  readonly client: ClientBase;
  readonly batchRows: number;
  readonly tell: MoveDeps['tell'];
};

/** Gives how many rows were there from earlier calls. */
async function copyAll(job: Job, plans: readonly Plan[], total: number): Promise<number> {
  const { source, client, tell } = job;
  const progress = await progressOf(client);
  const before = plans.reduce((sum, { table }) => sum + progress(table).rows, 0);
  const count = counting(tell, 'copying', before, total);
  for (const plan of plans) await copyTable(job, plan, progress(plan.table).after, count);
  tell({ stage: 'building indexes', table: null, done: 0, total: 0 });
  await endLoading(client);
  await putTotals(client, source.totals());
  await analyze(client, plans);
  return before;
}

async function copyTable(
  { source, client, batchRows }: Job,
  plan: Plan,
  from: Key | null,
  count: Count,
): Promise<void> {
  let before = from;
  for (;;) {
    const batch = source.batch(plan, before, batchRows);
    if (batch.last === null) return;
    await addRows(client, plan, batch, before);
    before = batch.last;
    count(plan.table, batch.rows.length);
  }
}

async function compareAll(
  { source, client, batchRows, tell }: Job,
  plans: readonly Plan[],
  { total, to }: { readonly total: number; readonly to: string },
): Promise<void> {
  const count = counting(tell, 'comparing', 0, total);
  for (const plan of plans) {
    const each = (rows: number) => count(plan.table, rows);
    const found = await compareTable(source, client, plan, batchRows, each);
    if (found !== null) throw notEqual(to, found);
  }
  if (!isDeepStrictEqual(await readTotals(client), source.totals()))
    throw notEqual(to, 'counters or chains differ');
}

type Count = (table: string, rows: number) => void;

/** Tells of a stage as its rows are done. */
function counting(tell: MoveDeps['tell'], stage: MoveStage, from: number, total: number): Count {
  let done = from;
  return (table, rows) => {
    done += rows;
    tell({ stage, table, done, total });
  };
}

/** Refuses a target that is not ours to fill, and a store that went elsewhere. */
function assertFits(
  standing: Standing,
  mark: Mark | null,
  { dir, to }: { readonly dir: string; readonly to: string },
): void {
  const ours = standing.state !== 'empty' && mark !== null && standing.id === mark.id;
  if (ours) return;
  if (standing.state === 'whole') throw takenBy(to);
  if (standing.state === 'moving') throw partOfAnother(to);
  // Nothing is there yet: right for a first call, or for one that was killed before it had written anything.
  if (mark !== null && (mark.to !== to || mark.finishedAtMs !== null)) assertNotMoved(dir);
}

/** Where nothing could be begun, the old store is free again. */
async function begin(
  client: ClientBase,
  {
    dir,
    to,
    mark,
    fresh,
    nowMs,
  }: {
    readonly dir: string;
    readonly to: string;
    readonly mark: Mark;
    readonly fresh: boolean;
    readonly nowMs: () => number;
  },
): Promise<void> {
  try {
    await prepare(client, to, mark.id, nowMs);
  } catch (error) {
    const standing = await standingOf(client).catch(() => null);
    const begun = standing === null || (standing.state !== 'empty' && standing.id === mark.id);
    if (fresh && !begun) removeMark(dir);
    throw error;
  }
}

function notRight(what: string, { firstBad }: VerifyResult): AppError {
  const where = firstBad === null ? '' : ` ${firstBad.table} ${firstBad.id}: ${firstBad.message}`;
  return new AppError('storage-failed', `${what}.${where}`);
}

function notEqual(to: string, difference: string): AppError {
  return new AppError(
    'storage-failed',
    `The copy in ${to} is not equal to the old store: ${difference}. It was not put in service. ${MAKE_ROOM}, then move again.`,
  );
}
