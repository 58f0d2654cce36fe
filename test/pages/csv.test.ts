/** A list as a file: read back as it was, and nothing in it is a formula. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCsv } from '@recipro/editor/src/parts/csv.ts';

const columns = [
  { head: 'Name', cell: (row: { name: string }) => row.name },
  { head: 'Length', cell: (row: { name: string }) => row.name.length },
];

/** As RFC 4180 has it, read one character after the other. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const next = text.charAt(at);
    if (quoted && next === '"' && text.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else if (next === '"') quoted = !quoted;
    else if (quoted || (next !== ',' && next !== '\r' && next !== '\n')) field += next;
    else if (next === ',') {
      row.push(field);
      field = '';
    } else if (next === '\n') {
      rows.push([...row, field]);
      [row, field] = [[], ''];
    }
  }
  return rows;
}

it('gives back every text as it was, but for the apostrophe before what would be a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
      const [head, ...rows] = readCsv(
        toCsv(
          names.map((name) => ({ name })),
          columns,
        ),
      );
      expect(head).toEqual(['Name', 'Length']);
      expect(rows.map(([name]) => name)).toEqual(
        names.map((name) => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)),
      );
    }),
  );
  expect(toCsv([{ name: '=HYPERLINK("x")' }], columns)).toContain(`"'=HYPERLINK(""x"")"`);
});
