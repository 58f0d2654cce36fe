/**
 * An independent model of what must stand in the books, replayed from the client's own log of what was acknowledged.
 * It knows nothing of the product but the shop's rules: `bought` gives points; `spent` takes them and raises the score, or is declined with a
 * message when there are too few; `returned` gives back what an order moved, once, unless there is nothing, or too little, to take.
 * The comparison goes both ways: what was promised and is missing, and what is there and was never promised.
 */
import { multisetDifferences } from './books.ts';
import type { Books } from './books.ts';
import type { Acknowledged } from './senders.ts';

type Customer = {
  balance: number;
  loyalty: number;
  /** What orders have moved to the customer and was not given back yet. */
  readonly orders: Map<string, number>;
};
type Expected = {
  readonly customers: ReadonlyMap<string, Customer>;
  /** By event: whether it was declined, what it moved to the customer, and whether it told the shop. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};
type Outcome = { readonly declined: boolean; readonly moved: number; readonly told: boolean };

/** `log` is in the order in which each customer's events were acknowledged. */
function replay(log: readonly Acknowledged[]): Expected {
  const customers = new Map<string, Customer>();
  const outcomes = new Map<string, Outcome>();
  for (const event of log) {
    const known = customers.get(event.subject);
    const customer = known ?? { balance: 0, loyalty: 0, orders: new Map<string, number>() };
    customers.set(event.subject, customer);
    outcomes.set(event.eventId, happens(customer, event));
  }
  return { customers, outcomes };
}

function happens(customer: Customer, { what, order, points }: Acknowledged): Outcome {
  const back = -(customer.orders.get(order) ?? 0);
  const moved = what === 'bought' ? points : what === 'spent' ? -points : back;
  const declined = moved === 0 || customer.balance + moved < 0;
  if (declined) return { declined, moved: 0, told: what === 'spent' };
  customer.balance += moved;
  if (what === 'spent') customer.loyalty += points;
  if (what === 'returned') customer.orders.delete(order);
  else customer.orders.set(order, moved);
  return { declined, moved, told: false };
}

/** Every difference in words; none when each acknowledged event was applied exactly once, in order, and nothing else happened. */
export function differences(log: readonly Acknowledged[], books: Books): readonly string[] {
  const expected = replay(log);
  return [
    ...leftOver(books),
    ...runDifferences(expected, books),
    ...orderDifferences(log, books),
    ...rowDifferences(expected, books),
  ];
}

function leftOver({ waiting, quarantine }: Books): readonly string[] {
  return [
    ...quarantine.map(({ event_id, reason }) => `${event_id} is in quarantine: ${reason}`),
    ...waiting.map(({ event_id }) => `${event_id} still waits`),
  ];
}

function runDifferences({ outcomes }: Expected, { runs }: Books): readonly string[] {
  const found: string[] = [];
  const byEvent = Map.groupBy(runs, ({ event_id }) => event_id ?? '');
  for (const [eventId, { declined }] of outcomes) {
    const [run, ...more] = byEvent.get(eventId) ?? [];
    if (run === undefined) found.push(`${eventId} was acknowledged and never applied`);
    else if (more.length > 0) found.push(`${eventId} was applied ${more.length + 1} times`);
    else if (run['declined'] !== (declined ? '1' : '0'))
      found.push(`${eventId} should${declined ? '' : ' not'} be declined`);
  }
  for (const eventId of byEvent.keys())
    if (!outcomes.has(eventId)) found.push(`${eventId} was applied and never acknowledged`);
  return found;
}

/** The order of a customer's runs against the order in which its events were acknowledged. */
function orderDifferences(log: readonly Acknowledged[], { runs }: Books): readonly string[] {
  const place = new Map(log.map(({ eventId }, index) => [eventId, index]));
  const last = new Map<string, { readonly eventId: string; readonly at: number }>();
  const found: string[] = [];
  for (const { event_id, subject } of runs) {
    const eventId = event_id ?? '';
    const at = place.get(eventId);
    if (at === undefined) continue;
    const before = last.get(subject ?? '');
    if (before !== undefined && before.at > at)
      found.push(`${eventId} was applied after ${before.eventId}, out of order`);
    last.set(subject ?? '', { eventId, at });
  }
  return found;
}

function rowDifferences({ customers, outcomes }: Expected, books: Books): readonly string[] {
  const subjectOf = new Map(
    books.customers.map(({ id, subject }) => [`customer:${id}`, subject ?? '']),
  );
  const name = (address: string | null | undefined) =>
    subjectOf.get(address ?? '') ?? address ?? '';
  const all = [...customers];
  const moved = [...outcomes].filter(([, outcome]) => outcome.moved !== 0);
  const issued = 0 - all.reduce((sum, [, { balance }]) => sum + balance, 0);
  const balances = [...all.map(([who, { balance }]) => [who, balance] as const), [ISSUED, issued]];
  return [
    ...multisetDifferences(
      'movement',
      moved.map(([eventId, outcome]) => `${eventId} ${outcome.moved}`),
      books.transfers.map(
        ({ event_id, from_address, amount_minor }) =>
          `${event_id} ${from_address === ISSUED ? '' : '-'}${amount_minor}`,
      ),
    ),
    ...multisetDifferences(
      'balance',
      balances.flatMap(([who, balance]) => (balance === 0 ? [] : [`${who} ${balance}`])),
      books.accounts.flatMap(({ address, balance_minor }) =>
        balance_minor === '0' ? [] : [`${name(address)} ${balance_minor}`],
      ),
    ),
    ...multisetDifferences(
      'score',
      all.flatMap(([who, { loyalty }]) => (loyalty === 0 ? [] : [`${who} ${loyalty}`])),
      books.scores.map(({ subject, value }) => `${subject} ${value}`),
    ),
    ...multisetDifferences(
      'message of',
      [...outcomes].flatMap(([eventId, { told }]) => (told ? [eventId] : [])),
      books.deliveries.map(({ event_id }) => event_id ?? ''),
    ),
  ];
}

const ISSUED = 'partner:shop:issued';
