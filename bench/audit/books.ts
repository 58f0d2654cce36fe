/**
 * The check at the end of every lap: all accepted work is committed, once, and the books are right.
 * It asks the store in plain SQL that SQLite and PostgreSQL both answer, and knows nothing of the code that wrote it.
 */
import { CURRENCY } from '../workload/ride.ts';

/** Runs one SELECT of whole numbers and gives its first row. */
export type AskStore = (sql: string) => Promise<Readonly<Record<string, number>>>;

export type Books = {
  readonly events: number;
  readonly waiting: number;
  readonly quarantined: number;
  readonly runs: number;
  readonly messages: number;
  readonly transfers: number;
  readonly customerPoints: number;
  readonly scores: number;
  /** Currencies whose postings do not add up to zero, and accounts whose balance is not the sum of its postings. */
  readonly unevenCurrencies: number;
  readonly wrongBalances: number;
};

export async function readBooks(ask: AskStore): Promise<Books> {
  const count = async (sql: string) => (await ask(`SELECT ${sql} AS n`))['n'] ?? 0;
  return {
    events: await count('(SELECT count(*) FROM events)'),
    waiting: await count('(SELECT count(*) FROM waiting)'),
    quarantined: await count('(SELECT count(*) FROM quarantine)'),
    runs: await count('(SELECT count(*) FROM runs)'),
    messages: await count('(SELECT count(*) FROM deliveries)'),
    transfers: await count('(SELECT count(*) FROM transfers)'),
    customerPoints: await count(
      `(SELECT coalesce(sum(balance_minor), 0) FROM accounts WHERE currency = '${CURRENCY}' AND address LIKE 'customer:%')`,
    ),
    scores: await count(`(SELECT coalesce(sum(value), 0) FROM scores WHERE name = 'loyalty')`),
    unevenCurrencies: await count(
      `(SELECT count(*) FROM (SELECT a.currency FROM postings p JOIN accounts a ON a.no = p.account
        GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) uneven)`,
    ),
    wrongBalances: await count(
      `(SELECT count(*) FROM accounts a WHERE a.balance_minor <>
        (SELECT coalesce(sum(p.amount_minor), 0) FROM postings p WHERE p.account = a.no))`,
    ),
  };
}

/** What the accepted rides must have done. */
export type Expected = {
  readonly events: number;
  readonly points: number;
  /** Workflows that take each event, of which one has its conditions met. 0: events are kept and change nothing. */
  readonly workflows: number;
};

/** What differs, in words. `before` is how the books stood when the lap began. */
export function faultsOf(
  books: Books,
  expected: Expected,
  before: Books = EMPTY,
): readonly string[] {
  const { events, points, workflows } = expected;
  const met = workflows === 0 ? 0 : events;
  const wanted: Partial<Record<keyof Books, number>> = {
    events: before.events + events,
    waiting: 0,
    quarantined: before.quarantined,
    runs: before.runs + events * workflows,
    messages: before.messages + met,
    transfers: before.transfers + met,
    customerPoints: before.customerPoints + (met === 0 ? 0 : points),
    scores: before.scores + met,
    unevenCurrencies: 0,
    wrongBalances: 0,
  };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = books[name as keyof Books];
    return found === value ? [] : [`${name} is ${found} and must be ${value}`];
  });
}

const EMPTY: Books = {
  events: 0,
  waiting: 0,
  quarantined: 0,
  runs: 0,
  messages: 0,
  transfers: 0,
  customerPoints: 0,
  scores: 0,
  unevenCurrencies: 0,
  wrongBalances: 0,
};
