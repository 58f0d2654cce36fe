/** Row numbers that are taken before the rows are written, so that rows can name each other. Those of an undone batch are never used. */
import type { Tx } from './database.ts';
import { statement } from './statement.ts';

const next = statement<[sequence: string, count: number], { no: number }>(
  'SELECT nextval($1::regclass) AS no FROM generate_series(1, $2)',
);

/** So many numbers, rising. */
export async function takeNumbers(
  tx: Tx,
  sequence: 'run_numbers' | 'transfer_numbers',
  count: number,
): Promise<(place: number) => number> {
  const rows = count === 0 ? [] : await tx.all(next, sequence, count);
  return (place) => {
    const row = rows[place];
    if (row === undefined) throw new RangeError(`Only ${count} of ${sequence} were taken`);
    return row.no;
  };
}
