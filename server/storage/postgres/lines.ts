/**
 * The lines in which events wait: each gets its turn (storage/turn.ts) and is counted, and counted off when it was evaluated.
 * L1. Turns are given while the counter is held, so two who accept at once give them one after the other.
 */
import type { Line } from '../storage.ts';
import { nextTurn } from '../turn.ts';
import type { Tx } from './database.ts';
import { bulk, statement } from './statement.ts';

/** An event that is to wait. */
export type InLine = {
  readonly shard: number;
  readonly partner: string;
  readonly customer: number;
  readonly seq: number;
  readonly event: number;
};

const heads = statement<[shards: readonly number[]], { shard: number; head: number | null }>(
  `SELECT asked.shard, coalesce((SELECT min(turn) FROM waiting w WHERE w.shard = asked.shard),
     (SELECT max(turn) FROM lines l WHERE l.shard = asked.shard)) AS head
   FROM unnest($1::int[]) AS asked (shard)`,
);
const lasts = bulk<
  [shard: number, partner: string],
  { shard: number; partner: string; turn: number }
>(
  'int text',
  `SELECT l.shard, l.partner, l.turn FROM unnest(COLUMNS) AS asked (shard, partner)
   JOIN lines l ON l.shard = asked.shard AND l.partner = asked.partner`,
);
const newest = statement<[customers: readonly number[]], { customer: number; turn: number }>(
  `SELECT asked.customer, w.turn FROM unnest($1::bigint[]) AS asked (customer)
   CROSS JOIN LATERAL (SELECT turn FROM waiting WHERE customer = asked.customer ORDER BY seq DESC LIMIT 1) w`,
);
const addWaiting = bulk<
  readonly [
    shard: number,
    turn: number,
    seq: number,
    event: number,
    partner: string,
    customer: number,
  ]
>(
  'int bigint bigint bigint text bigint',
  'INSERT INTO waiting (shard, turn, seq, event, partner, customer) SELECT * FROM unnest(COLUMNS)',
);
const putLines = bulk<[shard: number, partner: string, turn: number, arrived: number]>(
  'int text bigint bigint',
  `INSERT INTO lines (shard, partner, turn, arrived) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (shard, partner) DO UPDATE SET turn = excluded.turn, arrived = lines.arrived + excluded.arrived`,
);
const countOff = bulk<readonly [shard: number, partner: string, done: number]>(
  'int text bigint',
  `INSERT INTO served (shard, partner, done) SELECT * FROM unnest(COLUMNS)
   ON CONFLICT (shard, partner) DO UPDATE SET done = served.done + excluded.done`,
);
const waiting = statement<[], Line>(
  `SELECT l.shard, l.partner, l.arrived - coalesce(s.done, 0) AS waiting, coalesce(s.done, 0) AS done
   FROM lines l LEFT JOIN served s ON s.shard = l.shard AND s.partner = l.partner
   WHERE l.arrived > coalesce(s.done, 0) ORDER BY l.shard, l.partner`,
);

type Open = { readonly shard: number; readonly partner: string; turn: number; arrived: number };

/** Puts new events in their lines, in the order given. Only while the counter is held. */
export async function standInLine(tx: Tx, events: readonly InLine[]): Promise<void> {
  if (events.length === 0) return;
  const asked = new Map(events.map((each) => [keyOf(each), each]));
  const shards = [...new Set(events.map(({ shard }) => shard))];
  const customers = [...new Set(events.map(({ customer }) => customer))];
  const [headRows, known, newestRows] = await Promise.all([
    tx.all(heads, shards),
    tx.bulk(
      lasts,
      [...asked.values()].map(({ shard, partner }) => [shard, partner]),
    ),
    tx.all(newest, customers),
  ]);
  const head = new Map(headRows.map((row) => [row.shard, row.head ?? 0] as const));
  const open = new Map<string, Open>(known.map((row) => [keyOf(row), { ...row, arrived: 0 }]));
  const ofCustomer = new Map(newestRows.map((row) => [row.customer, row.turn] as const));
  const rows = events.map((each) => {
    const { shard, partner, customer, seq, event } = each;
    const line = open.get(keyOf(each)) ?? { shard, partner, turn: -1, arrived: 0 };
    open.set(keyOf(each), line);
    line.turn = nextTurn({
      head: head.get(shard) ?? 0,
      last: line.turn,
      customer: ofCustomer.get(customer) ?? -1,
    });
    line.arrived += 1;
    ofCustomer.set(customer, line.turn);
    return [shard, line.turn, seq, event, partner, customer] as const;
  });
  await Promise.all([
    tx.bulk(addWaiting, rows),
    tx.bulk(
      putLines,
      [...open.values()].map(({ shard, partner, turn, arrived }) => [
        shard,
        partner,
        turn,
        arrived,
      ]),
    ),
  ]);
}

/** These were evaluated. Only while the chains of their shards are held. */
export async function leaveLine(
  tx: Tx,
  events: readonly { readonly shard: number; readonly partner: string }[],
): Promise<void> {
  const byLine = Map.groupBy(events, keyOf);
  await tx.bulk(
    countOff,
    [...byLine.values()].flatMap((line) => {
      const [first] = line;
      return first === undefined ? [] : [[first.shard, first.partner, line.length] as const];
    }),
  );
}

/** What waits, from the counts. */
export function backlogOf(tx: Tx): Promise<readonly Line[]> {
  return tx.all(waiting);
}

/** No partner's id holds a space. */
function keyOf({ shard, partner }: { readonly shard: number; readonly partner: string }): string {
  return `${shard} ${partner}`;
}
