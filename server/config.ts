/**
 * The settings, and the only reader of the environment. Every one has a default that works on one machine;
 * a wrong one is refused at start with its name and what it must be.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BATCH_EVENTS_MAX } from '@recipro/schema';
import { AppError } from './errors.ts';
import { KEY_BYTES } from './seal.ts';

/** A worker has only a door for whoever watches it, and there may be many on a machine: it takes a free port and says which. */
const PORT = 3000;

const address = (words: string, protocol: RegExp) =>
  z.url({ protocol, error: words }).transform((text) => text.replace(/\/+$/, ''));

/** The app stands at the root of its address: cookies and links would not fit a path. */
const isOrigin = (text: string) => URL.canParse(text) && new URL(text).pathname === '/';

/**
 * Events that may wait to be evaluated. A million is some minutes of work and a gigabyte of disk: whoever sends more should hear it
 * and come back, as every webhook sender does. Half of it is one partner's, so that there is always room for another.
 */
const BACKLOG_MAX = 1_000_000;
const BACKLOG_PARTNER_MAX = BACKLOG_MAX / 2;
const BACKLOG_WORDS = `must be a number of events, at least ${BATCH_EVENTS_MAX}, which one request may hold`;
const events = z.coerce
  .number(BACKLOG_WORDS)
  .int(BACKLOG_WORDS)
  .min(BATCH_EVENTS_MAX, BACKLOG_WORDS)
  .max(Number.MAX_SAFE_INTEGER, BACKLOG_WORDS);

const Environment = z.object({
  PORT: z.coerce
    .number('must be a port number from 0 to 65535')
    .int('must be a port number from 0 to 65535')
    .min(0, 'must be a port number from 0 to 65535')
    .max(65535, 'must be a port number from 0 to 65535')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('./data'),
  BASE_URL: address(
    'must be the address that people open, such as https://recipro.example',
    /^https?$/,
  )
    .refine(isOrigin, 'must be an address without a path, such as https://recipro.example')
    .optional(),
  REDIS_URL: address('must be an address such as redis://localhost:6379', /^rediss?$/).optional(),
  DATABASE_URL: address(
    'must be an address such as postgres://user:password@localhost:5432/recipro',
    /^postgres(ql)?$/,
  ).optional(),
  BACKLOG_MAX: events.default(BACKLOG_MAX),
  BACKLOG_PARTNER_MAX: events.default(BACKLOG_PARTNER_MAX),
  ROLE: z.enum(['api', 'worker', 'all'], 'must be api, worker or all').default('all'),
  ALLOW_LOCAL_DELIVERIES: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((text) => text === 'true'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be fatal, error, warn, info, debug, trace or silent',
    )
    .default('info'),
  EVALUATOR: z
    .enum(['closures', 'json-rules-engine'], 'must be closures or json-rules-engine')
    .default('closures'),
  CHECK_EVERY: z.coerce
    .number('must be a whole number: one decision in so many is checked, 0 checks none')
    .int('must be a whole number: one decision in so many is checked, 0 checks none')
    .min(0, 'must be a whole number: one decision in so many is checked, 0 checks none')
    .default(1000),
  /** Folders or packages, with commas between them. */
  ACTIONS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((place) => place.trim()))
    .transform((places) => places.filter((place) => place !== '')),
  SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits, such as `openssl rand -hex 32` makes')
    .optional(),
});

/** The names of all settings. */
export const SETTINGS: readonly string[] = Object.keys(Environment.shape);

export type Config = {
  /** 0 lets the system choose a free one. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Without a slash at its end; null means http://localhost with the port that was taken. */
  readonly baseUrl: string | null;
  readonly redisUrl: string | null;
  /** PostgreSQL; null means SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** Events that may wait to be evaluated, before more are refused with 429. */
  readonly backlog: { readonly all: number; readonly partner: number };
  readonly role: 'api' | 'worker' | 'all';
  readonly allowLocalDeliveries: boolean;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
  /** Who decides conditions: json-rules-engine itself takes hundreds of times as long. */
  readonly evaluator: z.infer<typeof Environment>['EVALUATOR'];
  /** One decision of the closures in so many is made again by json-rules-engine; 0 for none. */
  readonly checkEvery: number;
  /** Where custom actions are: folders, or names of packages. */
  readonly actions: readonly string[];
  /** From SECRET_KEY; null means the key file of the data folder. */
  readonly secretKey: string | null;
};

/** Reads the settings. An empty variable counts as not set. `wrong-setting`. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const result = Environment.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
    throw new AppError('wrong-setting', lines.join('; '));
  }
  const values = result.data;
  if (values.ROLE !== 'all' && values.REDIS_URL === undefined) {
    throw new AppError(
      'wrong-setting',
      `ROLE=${values.ROLE} needs REDIS_URL: without Redis the queue lives inside one process, so that process must have ROLE=all`,
    );
  }
  return {
    port: values.PORT ?? (values.ROLE === 'worker' ? 0 : PORT),
    host: values.HOST,
    dataDir: path.resolve(values.DATA_DIR),
    baseUrl: values.BASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    databaseUrl: values.DATABASE_URL ?? null,
    backlog: { all: values.BACKLOG_MAX, partner: values.BACKLOG_PARTNER_MAX },
    role: values.ROLE,
    allowLocalDeliveries: values.ALLOW_LOCAL_DELIVERIES,
    logLevel: values.LOG_LEVEL,
    evaluator: values.EVALUATOR,
    checkEvery: values.CHECK_EVERY,
    actions: values.ACTIONS,
    secretKey: values.SECRET_KEY ?? null,
  };
}

/** The key that seals partners' secrets: SECRET_KEY, or a file that only its owner may read, made on first use. `wrong-setting`. */
export function readSecretKey(config: Config): Uint8Array {
  if (config.secretKey !== null) return Buffer.from(config.secretKey, 'hex');
  const file = path.join(config.dataDir, 'secret.key');
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) makeKeyFile(file);
  } catch (error) {
    // Of two starters at once, the second finds the first one's whole file, and both use that.
    if (!existsSync(file)) {
      throw new AppError(
        'wrong-setting',
        `DATA_DIR ${config.dataDir} cannot be written (${String(error)}). Give this user the right to, or choose another folder.`,
        { cause: error },
      );
    }
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length !== KEY_BYTES) {
    throw new AppError(
      'wrong-setting',
      `${file} must hold 64 hexadecimal digits. Restore it from a backup: without it the partners' secrets cannot be read.`,
    );
  }
  return key;
}

/** Written aside and then linked, so that nobody ever reads half a key and nobody's key is overwritten. */
function makeKeyFile(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } finally {
    rmSync(draft);
  }
}
