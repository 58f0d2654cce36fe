/**
 * The PostgreSQL store that is being put together, in a schema of its own beside where servers look.
 * T1. A batch is one statement with the note of how far it is: killed anywhere, copying goes on with the next row.
 * T2. Who goes on says where it believes to be; where another one was faster, nothing is written.
 * T3. The schema takes its name when all has been compared, in one transaction: servers see the whole store or none.
 */
import type { ClientBase } from 'pg';
import { AppError } from '../../errors.ts';
import { MOVING_SCHEMA, SCHEMA } from '../postgres/database.ts';
import { applyAll, createSchema, knownMigrations, locked } from '../postgres/migrate.ts';
import { beginLoading, isThere } from './load.ts';
import { quoted } from './plan.ts';
import type { Key, Plan, Row, TargetTable, Value } from './plan.ts';
import type { Batch } from './source.ts';

/** What a database holds of us. `id` is that of the move that made it, where there was one. */
export type Standing =
  | { readonly state: 'empty' }
  | { readonly state: 'moving' | 'whole'; readonly id: string | null };

export type Progress = { readonly after: Key | null; readonly rows: number };
const NOTHING: Progress = { after: null, rows: 0 };

export async function standingOf(client: ClientBase): Promise<Standing> {
  const { rows } = await client.query<{ name: string; note: string | null }>(
    `SELECT nspname AS name, obj_description(oid, 'pg_namespace') AS note FROM pg_namespace WHERE nspname = ANY($1)
     ORDER BY nspname`,
    [[MOVING_SCHEMA, SCHEMA]],
  );
  const [first] = rows;
  if (first === undefined) return { state: 'empty' };
  const id = /^move (\w+)$/.exec(first.note ?? '')?.[1] ?? null;
  return { state: first.name === SCHEMA ? 'whole' : 'moving', id };
}

/** Makes the schema where nothing is there yet, brings it up to date, and makes it ready to be loaded. */
export async function prepare(
  client: ClientBase,
  place: string,
  id: string,
  nowMs: () => number,
): Promise<void> {
  await locked(client, async () => {
    const standing = await standingOf(client);
    if (standing.state === 'whole') throw takenBy(place);
    if (standing.state === 'moving' && standing.id !== id) throw partOfAnother(place);
    if (standing.state === 'moving') return;
    await createSchema(client, MOVING_SCHEMA);
    await client.query(
      `COMMENT ON SCHEMA ${MOVING_SCHEMA} IS ${client.escapeLiteral(`move ${id}`)}`,
    );
  });
  if (await isThere(client, 'move_progress')) return assertSameVersion(client, place);
  await applyAll(client, place, knownMigrations(), nowMs);
  await locked(client, async () => {
    if (await isThere(client, 'move_progress')) return;
    await client.query(
      'CREATE TABLE move_progress ("table" text PRIMARY KEY, after jsonb, rows bigint NOT NULL)',
    );
    await beginLoading(client);
  });
}

/** A schema that is being loaded lacks what a migration may want to change. */
async function assertSameVersion(client: ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ number: number }>('SELECT number FROM migrations');
  const known = knownMigrations();
  if (rows.length === known.length) return;
  throw new AppError(
    'storage-failed',
    `Another version of this program began to move the store to ${place}. ${MAKE_ROOM}, then move again.`,
  );
}

/** What is half-moved is only a copy, so it can go. */
export const MAKE_ROOM = `Make room there with DROP SCHEMA ${MOVING_SCHEMA} CASCADE`;

export function partOfAnother(place: string): AppError {
  return new AppError(
    'storage-failed',
    `${place} holds a part of another store, whose move is not finished. Finish that one, or give it up: ${MAKE_ROOM}.`,
  );
}

export function takenBy(place: string): AppError {
  return new AppError(
    'storage-failed',
    `${place} already holds an installation, and a store is only moved to where none is. Choose another database; what is there was not touched.`,
  );
}

export async function tablesOf(client: ClientBase): Promise<readonly TargetTable[]> {
  const { rows } = await client.query<TargetTable>(
    `SELECT c.relname::text AS table,
       ARRAY(SELECT a.attname::text FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k (no, place)
         JOIN pg_attribute a ON a.attnum = k.no
         WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid ORDER BY k.place) AS key,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
     FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`,
  );
  return rows;
}

export async function progressOf(client: ClientBase): Promise<(table: string) => Progress> {
  const { rows } = await client.query<Progress & { table: string }>(
    'SELECT "table", after, rows FROM move_progress',
  );
  const known = new Map(rows.map((row) => [row.table, row]));
  return (table) => known.get(table) ?? NOTHING;
}

/** Adds rows after the key where copying was, and notes the new one, in one statement. `storage-busy` where it was not there. */
export async function addRows(
  client: ClientBase,
  { table, columns }: Plan,
  { rows, last }: Batch,
  before: Key | null,
): Promise<void> {
  const names = columns.map(({ name }) => quoted(name)).join();
  const arrays = columns.map(({ type }, place) => `$${place + 5}::${type}[]`).join();
  const { rowCount } = await client.query(
    `WITH noted AS (
       INSERT INTO move_progress AS now VALUES ($1, $2, $3)
       ON CONFLICT ("table") DO UPDATE SET after = excluded.after, rows = now.rows + excluded.rows
       WHERE now.after IS NOT DISTINCT FROM $4
       RETURNING 1
     )
     INSERT INTO ${quoted(table)} (${names})
     SELECT * FROM unnest(${arrays}) WHERE EXISTS (SELECT FROM noted)`,
    [
      table,
      JSON.stringify(last),
      rows.length,
      before === null ? null : JSON.stringify(before),
      ...columns.map((_, place) => rows.map((row) => row[place])),
    ],
  );
  if (rowCount !== rows.length)
    throw new AppError('storage-busy', 'Another process copies the same rows at this moment.');
}

/** The rows after this key, in its order. */
export async function rowsAfter(
  client: ClientBase,
  { table, columns, key }: Plan,
  after: Key | null,
  limit: number,
): Promise<readonly Row[]> {
  const names = key.map((place) => quoted(columns[place]?.name ?? '')).join();
  const given = key.map((place, index) => `$${index + 2}::${columns[place]?.type}`).join();
  const more = after === null ? '' : `WHERE (${names}) > (${given})`;
  const { rows } = await client.query<Value[]>({
    text: `SELECT ${columns.map(({ name }) => quoted(name)).join()} FROM ${quoted(table)} ${more} ORDER BY ${names} LIMIT $1`,
    values: [limit, ...(after ?? [])],
    rowMode: 'array',
  });
  return rows;
}

/** So that the first questions to the new store are planned well. */
export async function analyze(client: ClientBase, plans: readonly Plan[]): Promise<void> {
  for (const { table } of plans) await client.query(`ANALYZE ${quoted(table)}`);
}

/** New rows are numbered after those that were copied, and servers may come. */
export async function publish(client: ClientBase): Promise<void> {
  await locked(client, async () => {
    const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
      `SELECT s.oid::regclass::text AS sequence, coalesce(t.relname, replace(s.relname, '_numbers', 's'))::text AS table,
         coalesce(a.attname, 'no')::text AS column
       FROM pg_class s
       LEFT JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
       LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
       WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace`,
    );
    for (const { sequence, table, column } of rows)
      await client.query(
        `SELECT setval($1::regclass, max(${quoted(column)})) FROM ${quoted(table)} HAVING max(${quoted(column)}) IS NOT NULL`,
        [sequence],
      );
    await client.query('DROP TABLE move_progress');
    await client.query(`ALTER SCHEMA ${MOVING_SCHEMA} RENAME TO ${SCHEMA}`);
  });
}
