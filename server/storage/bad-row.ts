/** How a check names the row that is not right. */
import type { VerifyResult } from '@recipro/schema';

export type BadRow = NonNullable<VerifyResult['firstBad']>;

export function badRow(table: string, id: string, what: string): BadRow {
  return { table, id, message: `${table} ${id} ${what}.` };
}
