/** Where the rows of a table lie in a SQLite file, byte by byte: https://www.sqlite.org/fileformat2.html, section 1.6. */
import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';

const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;
const HEADER_BYTES = 8;

/** `end` is the first byte after the row. */
export type Cell = { readonly table: string; readonly start: number; readonly end: number };

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
    }));
  });
}

function cellsOfPage(page: Buffer): readonly { readonly start: number; readonly end: number }[] {
  const kind = page.readUInt8(0);
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF) throw new Error(`Page of kind ${kind}`);
  return Array.from({ length: page.readUInt16BE(3) }, (_, index) => {
    const start = page.readUInt16BE(HEADER_BYTES + 2 * index);
    const payload = varint(page, start);
    let at = start + payload.bytes;
    if (kind === TABLE_LEAF) at += varint(page, at).bytes;
    return { start, end: at + payload.value };
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
