/**
 * What the errors of PostgreSQL and of the way to it mean to a caller.
 * G1. A server that is away, starting, full of connections, read-only, or that does not let us in is busy: it may come back at any time, and
 *     a process of ours that ends mends nothing there. Callers are told to try again, and every try makes a new connection.
 * G2. Two things end the process: data that the server says is damaged, and a schema that is not the one this program was written for.
 * G3. Only what is wrong with the values of a row is the row's own fault; everything else is the store's.
 */
import { AppError } from '../../errors.ts';
import type { ErrorCode } from '../../errors.ts';

/** The two that a repeat of the whole transaction mends: serialization failure and deadlock. */
const REPEAT = /^(40001|40P01)$/;
/** Values that do not fit, constraints, limits of a row, and what triggers refuse. */
const ROW = /^(2[1-3]|44|54|P0)...$/;
/** The client's own words for a connection that is not there any more; these carry no SQLSTATE. */
const LOST_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered|Client was closed|This socket has been ended|Connection ended|read E|write E)/i;
const LOST_CODE =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN))$/;
/** Certificates, protocols, and a server without TLS. ENOENT is the file of a certificate. */
const TLS = /SSL|TLS|CERT|SIGNATURE|ENOENT/i;

type StorageCode = Extract<ErrorCode, `storage-${string}`>;
type Meaning = { readonly of: RegExp; readonly code: StorageCode; readonly advice: string };

/** By SQLSTATE, or by the name of a failed connection; the first that fits counts. */
const MEANINGS: readonly Meaning[] = [
  {
    of: /^53100$/,
    code: 'storage-full',
    advice: 'Free some space on the database server; nothing was half-written.',
  },
  {
    of: /^XX00[12]$/,
    code: 'storage-failed',
    advice: 'Its data is damaged: restore it on the database server, then start again.',
  },
  {
    of: /^42501$/,
    code: 'storage-busy',
    advice: `Let this user own the schema, or give it the right to make one: GRANT CREATE ON DATABASE … TO ….`,
  },
  {
    of: /^42...$/,
    code: 'storage-failed',
    advice: 'The schema is not the one that this program knows: start the version that fits it.',
  },
  {
    of: /^(28...|SASL)$/,
    code: 'storage-busy',
    advice: 'Mend user and password in DATABASE_URL, or let this user in (pg_hba.conf).',
  },
  {
    of: /^3D000$/,
    code: 'storage-busy',
    advice: 'Create the database (createdb), or mend its name in DATABASE_URL.',
  },
  {
    of: /^53300$/,
    code: 'storage-busy',
    advice: 'Raise max_connections there, or start fewer processes.',
  },
  {
    of: /^25006$/,
    code: 'storage-busy',
    advice: 'It only reads, as a replica does: let DATABASE_URL name the primary.',
  },
  {
    of: /^TLS$/,
    code: 'storage-busy',
    advice:
      'Mend sslmode in DATABASE_URL: verify-full with sslrootcert=<file> for a certificate of your own, disable without TLS.',
  },
  {
    of: /^AWAY$/,
    code: 'storage-busy',
    advice: 'Start it, or mend the address in DATABASE_URL.',
  },
];
const OTHERWISE = {
  code: 'storage-busy',
  advice: 'Try again; nothing was half-written.',
} as const;

/** Whether the transaction can be repeated at once, from its beginning. */
export function isRepeatable(error: unknown): boolean {
  return REPEAT.test(stateOf(error));
}

/** Whether an error is about the store and not about the row that was being written. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof AppError) return error.code.startsWith('storage-');
  const state = stateOf(error);
  return state === '' ? isLost(error) : !ROW.test(state);
}

/** Whether the database refused a statement: the transaction is then good for nothing until it is rolled back. */
export function isStatementFailure(error: unknown): boolean {
  return stateOf(error) !== '';
}

/** The same failure with our code; any other error as it is. `where` names the server without its password. */
export function withOurCode(error: unknown, where: string): unknown {
  if (error instanceof AppError || !isStorageFailure(error)) return error;
  return told(error, where, stateOf(error));
}

/** Whatever keeps us from having a connection is the store's failure. */
export function unreachable(error: unknown, where: string): AppError {
  const state = stateOf(error);
  if (state !== '') return told(error, where, state);
  const { message } = causeOf(error);
  if (message.startsWith('SASL')) return told(error, where, 'SASL');
  if (isLost(error)) return told(error, where, 'AWAY');
  const tls = TLS.test(`${textAt(causeOf(error), 'code')} ${message}`);
  return told(error, where, tls ? 'TLS' : '');
}

/** Whether it may be starting just now: nobody listens yet, its name is not known yet, or it says so. */
export function isAway(error: unknown): boolean {
  const state = stateOf(error);
  return state === '57P03' || (state === '' && isLost(error));
}

/** Whether it only says that an earlier statement of the transaction has failed. */
export function isAftermath(error: unknown): boolean {
  return stateOf(error) === '25P02';
}

/** Whether the server says that its files are damaged. */
export function isDamage(error: unknown): error is Error {
  return /^XX00[012]$/.test(stateOf(error));
}

function told(error: unknown, where: string, name: string): AppError {
  const { code, advice } = MEANINGS.find(({ of }) => of.test(name)) ?? OTHERWISE;
  const state = stateOf(error);
  const said = causeOf(error).message.replace(/\.$/, '');
  const words = `${where}: ${said}${state === '' ? '' : ` (${state})`}.`;
  return new AppError(code, `${words} ${advice}`, { cause: error });
}

function isLost(error: unknown): boolean {
  const cause = causeOf(error);
  return LOST_CODE.test(textAt(cause, 'code')) || LOST_WORDS.test(cause.message);
}

/** The five characters of SQLSTATE, or nothing. */
function stateOf(error: unknown): string {
  const cause = causeOf(error);
  const code = textAt(cause, 'code');
  // Node's own codes, such as EPIPE, may look the same; only the server's errors have a severity.
  return textAt(cause, 'severity') !== '' && /^[0-9A-Z]{5}$/.test(code) ? code : '';
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
