/**
 * Loading many rows into empty tables: references are checked and indexes are built once for all rows, instead of once for each.
 * What was taken away is kept in a table until it is back, in the same transactions, so that a killed move forgets nothing of it.
 */
import type { ClientBase } from 'pg';

/** Indexes come back before the references that look into them. */
const TAKEN_AWAY = `
  SELECT 1 AS turn, format('DROP INDEX %s', i.indexrelid::regclass) AS away, pg_get_indexdef(i.indexrelid) AS back
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
  UNION ALL
  SELECT 2, format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`;

export async function isThere(client: ClientBase, table: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table]);
  return rowCount !== 0;
}

/** In the transaction of the caller, before the first row. */
export async function beginLoading(client: ClientBase): Promise<void> {
  await client.query(`CREATE TABLE move_later AS ${TAKEN_AWAY}`);
  const { rows } = await client.query<{ away: string }>('SELECT away FROM move_later');
  for (const { away } of rows) await client.query(away);
}

/** After the last row; nothing where it was done before. */
export async function endLoading(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  if (await isThere(client, 'move_later')) {
    const { rows } = await client.query<{ back: string }>(
      'SELECT back FROM move_later ORDER BY turn',
    );
    for (const { back } of rows) await client.query(back);
    await client.query('DROP TABLE move_later');
  }
  await client.query('COMMIT');
}
