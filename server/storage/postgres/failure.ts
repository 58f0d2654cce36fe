/**
 * What PostgreSQL's own errors mean to a caller. Whatever passes by itself (a lost connection, a restart, a lock, a full pool) is busy;
 * what says that the store is set up wrongly or damaged is the end of this process.
 */
import { AppError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';

/** The two that a repeat of the whole transaction mends: serialization failure and deadlock. */
const REPEAT = /^(40001|40P01)$/;
/** Connection exceptions, resources, locks and cancellations, shutdowns and starts, a server that only reads, ended transactions. */
const BUSY = /^(08...|53[^1]..|55P03|57...|25006|25P0[34]|40...)$/;
const FULL = /^53100$/;
/** Authorization, unknown database, privileges, system and internal errors, damage. */
const FAILED = /^(28...|3D000|42501|58...|F0...|XX...)$/;

/** What Node and the client say of a connection that is not there, or not any more; these carry no SQLSTATE. */
const LOST_CODE =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
const LOST_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered|Client was closed|This socket has been ended|Connection ended|read E|write E)/i;

/** Whether the transaction can be repeated at once, from its beginning. */
export function isRepeatable(error: unknown): boolean {
  return REPEAT.test(stateOf(error));
}

/** Whether an error is about the store and not about the row that was being written. */
export function isStorageFailure(error: unknown): boolean {
  return codeOf(error) !== null;
}

/** Whether the database refused a statement: the transaction is then good for nothing until it is rolled back. */
export function isStatementFailure(error: unknown): boolean {
  return stateOf(error) !== '';
}

/** The same failure with our code; any other error as it is. `where` names the server without its password. */
export function withOurCode(error: unknown, where: string): unknown {
  const code = codeOf(error);
  if (code === null || error instanceof AppError) return error;
  const said = causeOf(error).message;
  const state = stateOf(error);
  const words = `${where}: ${said}${state === '' ? '' : ` (${state})`}.`;
  return new AppError(code, `${words} ${ADVICE[code]}`, { cause: error });
}

type StorageCode = Extract<ErrorCode, `storage-${string}`>;

const ADVICE = {
  'storage-busy': 'Try again; nothing was half-written.',
  'storage-full': 'Free some space on the database server; nothing was half-written.',
  'storage-failed': 'Mend it on the database server, then start again.',
} as const satisfies Record<StorageCode, string>;

function codeOf(error: unknown): StorageCode | null {
  if (error instanceof AppError) return isStorageCode(error.code) ? error.code : null;
  if (!(error instanceof Error)) return null;
  const state = stateOf(error);
  if (FULL.test(state)) return 'storage-full';
  if (BUSY.test(state)) return 'storage-busy';
  if (FAILED.test(state)) return 'storage-failed';
  if (state !== '') return null;
  const cause = causeOf(error);
  const lost = LOST_CODE.test(textAt(cause, 'code')) || LOST_WORDS.test(cause.message);
  return lost ? 'storage-busy' : null;
}

function isStorageCode(code: ErrorCode): code is StorageCode {
  return code.startsWith('storage-');
}

/** The five characters of SQLSTATE, or nothing. */
function stateOf(error: unknown): string {
  const code = textAt(causeOf(error), 'code');
  return /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code) ? code : '';
}

/** The query builder wraps the client's error; Node wraps those of several addresses in one. */
function causeOf(error: unknown): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error)
    return causeOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return causeOf(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}

function textAt(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

/** Whether the server says that its files are damaged. */
export function isDamage(error: unknown): error is Error {
  return /^XX00[012]$/.test(stateOf(error));
}
