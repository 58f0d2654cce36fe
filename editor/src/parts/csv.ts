/**
 * A list as comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it,
 * because what a partner or a customer typed is never run.
 */
export type CsvColumn<Row> = {
  readonly head: string;
  readonly cell: (row: Row) => string | number | null;
};

export function toCsv<Row>(rows: readonly Row[], columns: readonly CsvColumn<Row>[]): string {
  const lines = [
    columns.map(({ head }) => field(head)),
    ...rows.map((row) => columns.map(({ cell }) => field(cell(row)))),
  ];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A moment as every spreadsheet and program reads it. */
export function csvTime(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
