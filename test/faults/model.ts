/**
 * An independent model of what must stand in the books, replayed from the client's own log of what was acknowledged.
 * It knows nothing of the product but these two rules: `earn` gives points; `spend` takes them, or is declined when there are too few.
 * The comparison goes both ways: what was promised and is missing, and what is there and was never promised.
 */
export type Told = {
  readonly eventId: string;
  readonly subject: string;
  readonly what: 'earn' | 'spend';
  readonly points: number;
};

/** Read through the API, in whatever order. */
export type Books = {
  readonly balances: ReadonlyMap<string, number>;
  /** What the issuer has given out, net; never positive. */
  readonly issued: number;
  readonly runs: readonly {
    readonly id: string;
    readonly eventId: string;
    readonly declined: boolean;
  }[];
  readonly transfers: readonly { readonly runId: string; readonly amountMinor: number }[];
};

type Expected = {
  readonly balances: Map<string, number>;
  readonly runs: Map<string, { readonly declined: boolean; readonly moved: number }>;
};

/** `log` is in the order in which each customer's events were acknowledged. */
function replay(log: readonly Told[]): Expected {
  const balances = new Map<string, number>();
  const runs: Expected['runs'] = new Map();
  for (const { eventId, subject, what, points } of log) {
    const balance = balances.get(subject) ?? 0;
    const declined = what === 'spend' && points > balance;
    const change = what === 'earn' ? points : declined ? 0 : -points;
    balances.set(subject, balance + change);
    runs.set(eventId, { declined, moved: Math.abs(change) });
  }
  return { balances, runs };
}

/** Every difference in words; none when each acknowledged event was applied exactly once and nothing else happened. */
export function differences(log: readonly Told[], books: Books): readonly string[] {
  const expected = replay(log);
  const found: string[] = [];
  const runsOf = new Map<string, Books['runs'][number][]>();
  for (const run of books.runs) {
    const known = runsOf.get(run.eventId);
    if (known === undefined) runsOf.set(run.eventId, [run]);
    else known.push(run);
  }
  const movedBy = new Map<string, number[]>();
  for (const { runId, amountMinor } of books.transfers)
    movedBy.set(runId, [...(movedBy.get(runId) ?? []), amountMinor]);

  for (const [eventId, { declined, moved }] of expected.runs) {
    const [run, ...more] = runsOf.get(eventId) ?? [];
    if (run === undefined) found.push(`${eventId} was acknowledged and never applied`);
    else if (more.length > 0) found.push(`${eventId} was applied ${more.length + 1} times`);
    else {
      if (run.declined !== declined)
        found.push(`${eventId} should${declined ? '' : ' not'} be declined`);
      const amounts = movedBy.get(run.id) ?? [];
      if (String(amounts) !== (declined ? '' : String(moved)))
        found.push(`${eventId} moved ${String(amounts)} and not ${moved}`);
    }
  }
  for (const eventId of runsOf.keys())
    if (!expected.runs.has(eventId)) found.push(`${eventId} was applied and never acknowledged`);
  const known = new Set(books.runs.map(({ id }) => id));
  for (const runId of movedBy.keys())
    if (!known.has(runId)) found.push(`${runId} moved points and is no run`);

  const subjects = new Set([...expected.balances.keys(), ...books.balances.keys()]);
  for (const subject of subjects) {
    const [should, is] = [expected.balances.get(subject), books.balances.get(subject)];
    if ((should ?? 0) !== (is ?? 0)) found.push(`${subject} has ${is} and should have ${should}`);
  }
  const total = [...expected.balances.values()].reduce((sum, each) => sum + each, 0);
  if (books.issued !== -total)
    found.push(`the issuer stands at ${books.issued} and should at ${-total}`);
  return found;
}
