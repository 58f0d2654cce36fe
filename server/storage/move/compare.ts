/** Both stores side by side, row by row in the order of keys: the first difference is named. */
import type { ClientBase } from 'pg';
import { keyOf } from './plan.ts';
import type { Key, Plan, Row, Value } from './plan.ts';
import type { Source } from './source.ts';
import { rowsAfter } from './target.ts';

/** Gives words for the first difference, or null. `each` hears how many rows more are known to be equal. */
export async function compareTable(
  source: Source,
  client: ClientBase,
  plan: Plan,
  rowsMax: number,
  each: (rows: number) => void,
): Promise<string | null> {
  let after: Key | null = null;
  for (;;) {
    const { rows, last } = source.batch(plan, after, rowsMax);
    // One more than there should be: after the last row there must be none.
    const limit = last === null ? 1 : rows.length;
    const found = await rowsAfter(client, plan, after, limit);
    for (let place = 0; place < limit; place += 1) {
      const difference = compareRow(plan, rows[place], found[place]);
      if (difference !== null) return difference;
    }
    if (last === null) return null;
    after = last;
    each(rows.length);
  }
}

function compareRow(plan: Plan, old: Row | undefined, copy: Row | undefined): string | null {
  const { table, columns } = plan;
  const order = compareKeys(old && keyOf(plan, old), copy && keyOf(plan, copy));
  if (old !== undefined && order < 0)
    return `${table} ${keyOf(plan, old).join(' ')} is not in the copy`;
  if (copy !== undefined && order > 0)
    return `${table} ${keyOf(plan, copy).join(' ')} is only in the copy`;
  const place = columns.findIndex((_, index) => !same(old?.[index], copy?.[index]));
  if (old === undefined || place === -1) return null;
  const key = keyOf(plan, old).join(' ');
  return `${table} ${key}: ${columns[place]?.name} is ${words(old[place])} and in the copy ${words(copy?.[place])}`;
}

/** Which comes first in both stores' order, text by its bytes; a missing row comes after all. */
function compareKeys(old: Key | undefined, copy: Key | undefined): number {
  if (old === undefined || copy === undefined)
    return Number(old === undefined) - Number(copy === undefined);
  for (const [place, value] of old.entries()) {
    const other = copy[place];
    if (value === other) continue;
    return typeof value === 'number'
      ? value - Number(other)
      : Buffer.compare(Buffer.from(value), Buffer.from(String(other)));
  }
  return 0;
}

function same(old: Value | undefined, copy: Value | undefined): boolean {
  return old === copy || (Buffer.isBuffer(old) && Buffer.isBuffer(copy) && old.equals(copy));
}

const WORDS_LENGTH_MAX = 80;

function words(value: Value | undefined): string {
  const text = Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value ?? null);
  return text.length > WORDS_LENGTH_MAX ? `${text.slice(0, WORDS_LENGTH_MAX)}…` : text;
}
