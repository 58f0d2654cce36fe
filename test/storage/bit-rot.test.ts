/** Bits that flip on the disk: SQLite does not see them, verify does. */
import { open } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { verifyFile } from '@recipro/server/storage/sqlite/verify-file.ts';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './cells.ts';
import type { Cell } from './cells.ts';
import { sqliteBooks } from './sqlite-books.ts';

const FLIPS = 200;
const LEDGER = ['transfers', 'postings', 'accounts', 'chains'];
/** The same flips in every run of this test. */
const SEED = 20260105;

describe('bit rot', () => {
  const books = sqliteBooks();

  it(`is found in ${FLIPS} of ${FLIPS} rows of the ledger in which one bit flipped`, async () => {
    const random = randomFrom(SEED);
    const { file } = await books.copy();
    const cells = cellsOf(file, LEDGER);
    expect(new Set(cells.map(({ table }) => table)).size).toBe(LEDGER.length);
    const handle = await open(file, 'r+');
    const missed: string[] = [];
    for (let flips = 0; flips < FLIPS; flips += 1) {
      const cell = cells[Math.floor(random() * cells.length)];
      if (cell === undefined) throw new Error('There are cells');
      const at = placeIn(cell, random);
      const bit = 1 << Math.floor(random() * 8);
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, at);
      await handle.write(Buffer.from([byte.readUInt8(0) ^ bit]), 0, 1, at);
      if (verifyFile(file).ok) missed.push(`${cell.table} at ${at}, bit ${bit}`);
      await handle.write(byte, 0, 1, at);
    }
    await handle.close();
    expect(missed).toEqual([]);
    expect(verifyFile(file).ok).toBe(true);
  });

  it('goes unseen by SQLite’s own check where an amount changed', async () => {
    const copy = await books.copy();
    await copy.tamper('UPDATE transfers SET amount_minor = 41 WHERE no = 1');
    const raw = new Database(copy.file);
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    raw.close();
    expect(await copy.verify()).toMatchObject({ ok: false });
  });
});

/** A byte of the row that says something. */
function placeIn({ start, end, unread }: Cell, random: () => number): number {
  const places = Array.from({ length: end - start }, (_, index) => start + index);
  const read = places.filter((place) => place !== unread);
  return read[Math.floor(random() * read.length)] ?? start;
}

/** A small generator of equal sequences from equal seeds (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
