/**
 * The lines in which events wait: each gets its turn (storage/turn.ts) and is counted, and counted off when it was evaluated.
 */
import type Database from 'better-sqlite3';
import type { Line } from '../storage.ts';
import { nextTurn } from '../turn.ts';

/** An event that is to wait. */
export type InLine = {
  readonly shard: number;
  readonly partner: string;
  readonly customer: number;
  readonly seq: number;
  readonly event: number;
};

type Open = { turn: number; arrived: number };

/** Gives a function that opens the lines within a transaction; `close` writes what was counted. */
export function lines(raw: Database.Database): () => {
  add(event: InLine): void;
  close(): void;
} {
  const add = raw.prepare<[number, number, number, number, string, number]>(
    'INSERT INTO waiting (shard, turn, seq, event, partner, customer) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const head = raw
    .prepare<[number], number | null>('SELECT min(turn) FROM waiting WHERE shard = ?')
    .pluck();
  const lastOfAll = raw
    .prepare<[number], number | null>('SELECT max(turn) FROM lines WHERE shard = ?')
    .pluck();
  const last = raw
    .prepare<[number, string], number>('SELECT turn FROM lines WHERE shard = ? AND partner = ?')
    .pluck();
  // By way of the customer: with ORDER BY beside what is bound, SQLite would plan it anew for every event.
  const newest = raw
    .prepare<[number], number | null>(
      `SELECT (SELECT turn FROM waiting WHERE customer = customers.no ORDER BY seq DESC LIMIT 1)
       FROM customers WHERE no = ?`,
    )
    .pluck();
  const put = raw.prepare<[number, string, number, number]>(
    `INSERT INTO lines (shard, partner, turn, arrived) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET turn = excluded.turn, arrived = arrived + excluded.arrived`,
  );

  return () => {
    const heads = new Map<number, number>();
    const open = new Map<number, Map<string, Open>>();

    function headOf(shard: number): number {
      const known = heads.get(shard);
      if (known !== undefined) return known;
      const turn = head.get(shard) ?? lastOfAll.get(shard) ?? 0;
      heads.set(shard, turn);
      return turn;
    }

    function lineOf(shard: number, partner: string): Open {
      const ofShard = open.get(shard) ?? new Map<string, Open>();
      open.set(shard, ofShard);
      const line = ofShard.get(partner) ?? { turn: last.get(shard, partner) ?? -1, arrived: 0 };
      ofShard.set(partner, line);
      return line;
    }

    return {
      add({ shard, partner, customer, seq, event }) {
        const line = lineOf(shard, partner);
        line.turn = nextTurn({
          head: headOf(shard),
          last: line.turn,
          customer: newest.get(customer) ?? -1,
        });
        line.arrived += 1;
        add.run(shard, line.turn, seq, event, partner, customer);
      },
      close() {
        for (const [shard, ofShard] of open)
          for (const [partner, { turn, arrived }] of ofShard)
            put.run(shard, partner, turn, arrived);
      },
    };
  };
}

/** What waits, from the counts. */
export function backlogOf(raw: Database.Database): () => readonly Line[] {
  const waiting = raw.prepare<[], Line>(
    `SELECT l.shard, l.partner, l.arrived - ifnull(s.done, 0) AS waiting, ifnull(s.done, 0) AS done
     FROM lines l LEFT JOIN served s ON s.shard = l.shard AND s.partner = l.partner
     WHERE l.arrived > ifnull(s.done, 0) ORDER BY l.shard, l.partner`,
  );
  return () => waiting.all();
}
