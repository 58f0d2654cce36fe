/**
 * Says that two partners' ids mean one customer. An id that was never seen, or whose customer has no history, moves to the other;
 * two histories are never merged, because what was decided on each would not be what is decided on both.
 */
import type { Identity } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import { customerIdOf, shardOf } from '../derive.ts';
import type { Storage } from '../storage.ts';
import type { Postgres, Tx } from './database.ts';
import { lockCounter } from './locks.ts';
import { statement } from './statement.ts';

type Found = { readonly no: number; readonly id: string };

const find = statement<[partner: string, subject: string], Found>(
  `SELECT c.no, c.id FROM identities i JOIN customers c ON c.no = i.customer
   WHERE i.partner = $1 AND i.subject = $2`,
);
const addCustomer = statement<[id: string, shard: number, firstSeenAtMs: number], Found>(
  'INSERT INTO customers (id, shard, first_seen_at_ms) VALUES ($1, $2, $3) RETURNING no, id',
);
const addIdentity = statement<[partner: string, subject: string, customer: number]>(
  'INSERT INTO identities (partner, subject, customer) VALUES ($1, $2, $3)',
);
const moveIdentities = statement<[to: number, from: number]>(
  'UPDATE identities SET customer = $1 WHERE customer = $2',
);
const dropCustomer = statement<[no: number]>('DELETE FROM customers WHERE no = $1');
const history = statement<[no: number, address: string], { readonly found: boolean }>(
  `SELECT EXISTS (SELECT 1 FROM events WHERE customer = $1) OR EXISTS (SELECT 1 FROM accounts WHERE address = $2) AS found`,
);

export function link(postgres: Postgres): Pick<Storage, 'linkIdentity'> {
  async function hasHistory(tx: Tx, { no, id }: Found): Promise<boolean> {
    return (await tx.get(history, no, `customer:${id}`))?.found === true;
  }

  async function create(tx: Tx, { partner, subject }: Identity, nowMs: number): Promise<Found> {
    const id = customerIdOf(partner, subject);
    const added = await tx.get(addCustomer, id, shardOf(id), nowMs);
    if (added === undefined) throw new Error(`No customer came of ${subject}`);
    await tx.run(addIdentity, partner, subject, added.no);
    return added;
  }

  async function merge(tx: Tx, kept: Found, empty: Found): Promise<string> {
    await tx.run(moveIdentities, kept.no, empty.no);
    await tx.run(dropCustomer, empty.no);
    return kept.id;
  }

  return {
    linkIdentity: ({ known, also }, nowMs) =>
      postgres.write(async (tx) => {
        // While the counter is held, no event of either can arrive.
        await lockCounter(tx);
        const first = await tx.get(find, known.partner, known.subject);
        const second = await tx.get(find, also.partner, also.subject);
        if (first === undefined && second !== undefined) {
          await tx.run(addIdentity, known.partner, known.subject, second.no);
          return { customerId: second.id };
        }
        const kept = first ?? (await create(tx, known, nowMs));
        if (second === undefined) {
          // Linked with itself, `also` is there by now.
          if ((await tx.get(find, also.partner, also.subject)) === undefined)
            await tx.run(addIdentity, also.partner, also.subject, kept.no);
          return { customerId: kept.id };
        }
        if (kept.no === second.no) return { customerId: kept.id };
        if (!(await hasHistory(tx, second))) return { customerId: await merge(tx, kept, second) };
        if (!(await hasHistory(tx, kept))) return { customerId: await merge(tx, second, kept) };
        throw new AppError(
          'customer-has-history',
          `${known.partner}'s "${known.subject}" and ${also.partner}'s "${also.subject}" are two customers with events of their own. Histories cannot be merged; link an id before its first event.`,
          { details: { customers: [kept.id, second.id] } },
        );
      }),
  };
}
