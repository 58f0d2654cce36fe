/** Where the rows of a table lie in a SQLite file, byte by byte: https://www.sqlite.org/fileformat2.html, section 1.6. */
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';

const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;
const HEADER_BYTES = 8;

/**
 * `end` is the first byte after the row. `unread` is the place of a byte that says nothing: where a row's number is its key, the row
 * also holds a placeholder for it, which SQLite never looks at.
 */
export type Cell = Span & { readonly table: string };
type Span = { readonly start: number; readonly end: number; readonly unread: number | null };

export function cellsOf(file: string, tables: readonly string[]): readonly Cell[] {
  const raw = new Database(file, { readonly: true });
  const pageBytes = Number(raw.pragma('page_size', { simple: true }));
  const leaves = raw
    .prepare<[string], { table: string; page: number }>(
      `SELECT name AS "table", pageno AS page FROM dbstat
       WHERE pagetype = 'leaf' AND name IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(tables));
  raw.close();
  const bytes = readFileSync(file);
  return leaves.flatMap(({ table, page }) => {
    const start = (page - 1) * pageBytes;
    return cellsOfPage(bytes.subarray(start, start + pageBytes)).map((cell) => ({
      table,
      start: start + cell.start,
      end: start + cell.end,
      unread: cell.unread === null ? null : start + cell.unread,
    }));
  });
}

function cellsOfPage(page: Buffer): readonly Span[] {
  const kind = page.readUInt8(0);
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF) throw new Error(`Page of kind ${kind}`);
  return Array.from({ length: page.readUInt16BE(3) }, (_, index) => {
    const start = page.readUInt16BE(HEADER_BYTES + 2 * index);
    const payload = varint(page, start);
    const body = start + payload.bytes;
    if (kind === INDEX_LEAF) return { start, end: body + payload.value, unread: null };
    const row = body + varint(page, body).bytes;
    // The first column of our numbered tables is the number; its type follows the size of the header.
    return { start, end: row + payload.value, unread: row + varint(page, row).bytes };
  });
}

/** Seven bits a byte, highest first; our rows are far too small for the nine-byte form. */
function varint(page: Buffer, start: number): { readonly value: number; readonly bytes: number } {
  let value = 0;
  for (let bytes = 1; ; bytes += 1) {
    const byte = page.readUInt8(start + bytes - 1);
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, bytes };
  }
}
