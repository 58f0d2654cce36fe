/**
 * The very statements that our server sends to PostgreSQL for the workload, in the same transactions, as a script that pgbench runs alone.
 * They are recorded from the real store at work, so they stay the same when it changes. Prints one line of JSON.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openPostgres } from '@recipro/server/storage/postgres/open.ts';
import { Client } from 'pg';
import { z } from 'zod';
import { arrivals } from '../workload/arrived.ts';
import { worker } from '../workload/worked.ts';

/** As many as our server evaluates in one transaction. */
const GROUP_EVENTS = 200;
/** Groups recorded and then played, so that what is kept in memory is bounded. */
const ROUND_GROUPS = 10;
const FOLDER = '/usr/lib/postgresql';

const Query = z.union([
  z.string().transform((text) => ({ text, values: [] })),
  z.object({ text: z.string(), values: z.array(z.unknown()).default([]) }),
]);
type Query = z.infer<typeof Query>;

const { values } = parseArgs({
  options: {
    recorded: { type: 'string', default: '' },
    replayed: { type: 'string', default: '' },
    seconds: { type: 'string', default: '' },
    prefix: { type: 'string', default: '' },
  },
});

/** Until the tape is taken out, every statement that this process sends is written on it. */
function record(tape: Query[]): () => void {
  const original: unknown = Reflect.get(Client.prototype, 'query');
  if (typeof original !== 'function') throw new Error('pg has no query');
  Reflect.set(Client.prototype, 'query', function listen(this: Client, ...given: unknown[]) {
    const query = Query.safeParse(given[0]);
    if (query.success) tape.push(query.data);
    const result: unknown = Reflect.apply(original, this, given);
    return result;
  });
  return () => void Reflect.set(Client.prototype, 'query', original);
}

/** Statements with values are prepared once, as our server does, and then executed. */
function scriptOf(tape: readonly Query[]): string {
  const names = new Map<string, string>();
  const lines = tape.map(({ text, values: given }) => {
    if (given.length === 0) return `${text};`;
    const name = names.get(text) ?? `p${names.size}`;
    names.set(text, name);
    return `EXECUTE ${name}(${given.map(literal).join(', ')});`;
  });
  const prepared = [...names].map(([text, name]) => `PREPARE ${name} AS ${text};`);
  return ['SET search_path = recipro;', ...prepared, ...lines, ''].join('\n');
}

function literal(value: unknown): string {
  const text = textOf(value);
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

/** As PostgreSQL reads a value from text. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function element(value: unknown): string {
  const text = textOf(value);
  if (text === null) return 'NULL';
  return Array.isArray(value) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

async function play(script: string): Promise<number> {
  const [version = ''] = (await readdir(FOLDER)).toSorted((a, b) => Number(b) - Number(a));
  const folder = await mkdtemp(path.join(tmpdir(), 'recipro-bench-pgbench-'));
  const file = path.join(folder, 'script.sql');
  await writeFile(file, script);
  const program = path.join(FOLDER, version, 'bin/pgbench');
  const args = ['-n', '-M', 'simple', '-c', '1', '-t', '1', '-f', file, values.replayed];
  const { stdout } = await promisify(execFile)(program, args);
  await rm(folder, { recursive: true });
  const averageMs = /latency average = ([\d.]+) ms/.exec(stdout)?.[1];
  if (averageMs === undefined) throw new Error(`pgbench said: ${stdout}`);
  return Number(averageMs) / 1000;
}

const storage = await openPostgres({ url: values.recorded });
const work = worker(storage, arrivals({ prefix: values.prefix }));
const total = { events: 0, timedEvents: 0, seconds: 0, points: 0 };
for (let round = 0; total.seconds < Number(values.seconds); round += 1) {
  const tape: Query[] = [];
  const stop = record(tape);
  for (let place = 0; place < ROUND_GROUPS; place += 1) total.points += await work(GROUP_EVENTS);
  stop();
  const seconds = await play(scriptOf(tape));
  const events = ROUND_GROUPS * GROUP_EVENTS;
  total.events += events;
  // The first round warms up.
  if (round > 0) {
    total.timedEvents += events;
    total.seconds += seconds;
  }
}
await storage.close();
process.stdout.write(`${JSON.stringify(total)}\n`);
