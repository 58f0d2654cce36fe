/**
 * The PostgreSQL adapter of the storage port: connects, makes sure that what is committed is on disk, brings the schema up to date, and
 * puts the verbs together. Any number of processes may use one database.
 * `nowMs` is the clock that stamps messages and says what is pending in views; all other times come with the calls.
 */
import type { ClientBase } from 'pg';
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Storage } from '../storage.ts';
import { books } from './books.ts';
import { customerEvents } from './customer-events.ts';
import { customers } from './customers.ts';
import { LIMITS, placeOf, poolFor, postgresOver, withLongLine } from './database.ts';
import type { Limits } from './database.ts';
import { deliveries } from './deliveries.ts';
import { duties } from './duties.ts';
import { evaluator } from './evaluate.ts';
import { isAway } from './failure.ts';
import { inbox } from './inbox.ts';
import { link } from './link.ts';
import { knownMigrations, migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { partners } from './partners.ts';
import { runPaths } from './run-paths.ts';
import { runs } from './runs.ts';
import { sessions } from './sessions.ts';
import { verifier } from './verify.ts';
import { workflows } from './workflows.ts';

/** For a server that is starting just now, as everything does at once after a power cut. */
export type Patience = { readonly forMs: number; readonly tell: (words: string) => void };

export type PostgresOptions = Partial<Limits> & {
  /** Such as postgres://user:password@host:5432/recipro. */
  readonly url: string;
  /** Without it, a server that is not there is told at once. */
  readonly patience?: Patience | undefined;
  readonly nowMs?: () => number;
  readonly randomBytes?: (size: number) => Uint8Array;
};

const LOOK_AGAIN_MS = 500;
/** The oldest that this is tested with. */
const VERSION_MIN = 150_000;
const SETTINGS: readonly (readonly [name: string, expected: RegExp, why: string])[] = [
  ['fsync', /^on$/, 'a power cut would lose events that were answered'],
  ['full_page_writes', /^on$/, 'a power cut could damage the books'],
  ['synchronous_commit', /^(on|remote_apply)$/, 'a power cut would lose events that were answered'],
  [
    'server_encoding',
    /^UTF8$/,
    'it could not keep every text; an encoding is chosen by CREATE DATABASE',
  ],
  ['transaction_read_only', /^off$/, 'it is a replica, or may only read for another reason'],
];

/**
 * `storage-failed` where the server does not keep what it commits, is too old, or holds a schema of a newer program;
 * `storage-busy` where there is no way to it, which may pass.
 */
export async function openPostgres(options: PostgresOptions): Promise<Storage> {
  const { url, nowMs = Date.now, randomBytes = systemRandomBytes } = options;
  const limits = { ...LIMITS, ...options };
  const place = placeOf(url);
  await patiently(options.patience, () =>
    withLongLine(url, async (client) => {
      await assertSettings(client, place);
      await migrate(client, place, knownMigrations(), nowMs);
    }),
  );
  const postgres = postgresOver(poolFor(url, limits), place, nowMs);
  return {
    ...inbox(postgres),
    ...evaluator(postgres, randomBytes),
    ...outbox(postgres),
    ...duties(postgres),
    ...partners(postgres),
    ...workflows(postgres),
    ...runs(postgres),
    ...runPaths(postgres),
    ...customers(postgres),
    ...customerEvents(postgres),
    ...link(postgres),
    ...books(postgres),
    ...deliveries(postgres),
    ...verifier(url),
    ...sessions(postgres),
    close: () => postgres.close(),
  };
}

async function patiently(patience: Patience | undefined, work: () => Promise<void>): Promise<void> {
  const endMs = performance.now() + (patience?.forMs ?? 0);
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !isAway(error) || performance.now() >= endMs) throw error;
      if (tries === 1) patience?.tell(`Waiting for the database. ${error.message}`);
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** `storage-failed` for a server that is not fit to keep the books. */
export async function assertSettings(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [['server_version_num', ...SETTINGS.map(([name]) => name)]],
  );
  assertFit(new Map(rows.map(({ name, setting }) => [name, setting])), place);
}

export function assertFit(actual: ReadonlyMap<string, string>, place: string): void {
  const version = Number(actual.get('server_version_num'));
  if (!(version >= VERSION_MIN))
    throw new AppError(
      'storage-failed',
      `${place} is version ${Math.floor(version / 10_000)}; ${VERSION_MIN / 10_000} or newer is needed.`,
    );
  for (const [name, expected, why] of SETTINGS) {
    const setting = actual.get(name) ?? 'unknown';
    if (!expected.test(setting))
      throw new AppError(
        'storage-failed',
        `${place} has ${name} = ${setting}: ${why}. Set it right or choose another, then start again.`,
      );
  }
}
