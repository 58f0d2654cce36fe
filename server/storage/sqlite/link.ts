/**
 * Says that two partners' ids mean one customer. An id that was never seen, or whose customer has no history, moves to the other;
 * two histories are never merged, because what was decided on each would not be what is decided on both.
 */
import type { Identity } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import { customerIdOf, shardOf } from '../derive.ts';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';

type Found = { readonly no: number; readonly id: string };

export function link(sqlite: Sqlite): Pick<Storage, 'linkIdentity'> {
  const { raw } = sqlite;
  const find = raw.prepare<[string, string], Found>(
    `SELECT c.no, c.id FROM identities i JOIN customers c ON c.no = i.customer
     WHERE i.partner = ? AND i.subject = ?`,
  );
  const addCustomer = raw.prepare<[string, number, number]>(
    'INSERT INTO customers (id, shard, first_seen_at_ms) VALUES (?, ?, ?)',
  );
  const addIdentity = raw.prepare<[string, string, number]>(
    'INSERT INTO identities (partner, subject, customer) VALUES (?, ?, ?)',
  );
  const moveIdentities = raw.prepare<[number, number]>(
    'UPDATE identities SET customer = ? WHERE customer = ?',
  );
  const dropCustomer = raw.prepare<[number]>('DELETE FROM customers WHERE no = ?');
  const history = raw
    .prepare<[number, string], number>(
      `SELECT EXISTS (SELECT 1 FROM events WHERE customer = ?) OR EXISTS (SELECT 1 FROM accounts WHERE address = ?)`,
    )
    .pluck();

  const hasHistory = ({ no, id }: Found): boolean => history.get(no, `customer:${id}`) === 1;

  function create({ partner, subject }: Identity, nowMs: number): Found {
    const id = customerIdOf(partner, subject);
    const no = Number(addCustomer.run(id, shardOf(id), nowMs).lastInsertRowid);
    addIdentity.run(partner, subject, no);
    return { no, id };
  }

  function merge(kept: Found, empty: Found): string {
    moveIdentities.run(kept.no, empty.no);
    dropCustomer.run(empty.no);
    return kept.id;
  }

  return {
    linkIdentity: ({ known, also }, nowMs) =>
      sqlite.write(() => {
        const first = find.get(known.partner, known.subject);
        const second = find.get(also.partner, also.subject);
        if (first === undefined && second !== undefined) {
          addIdentity.run(known.partner, known.subject, second.no);
          return { customerId: second.id };
        }
        const kept = first ?? create(known, nowMs);
        if (second === undefined) {
          // Linked with itself, `also` is there by now.
          if (find.get(also.partner, also.subject) === undefined)
            addIdentity.run(also.partner, also.subject, kept.no);
          return { customerId: kept.id };
        }
        if (kept.no === second.no) return { customerId: kept.id };
        if (!hasHistory(second)) return { customerId: merge(kept, second) };
        if (!hasHistory(kept)) return { customerId: merge(second, kept) };
        throw new AppError(
          'customer-has-history',
          `${known.partner}'s "${known.subject}" and ${also.partner}'s "${also.subject}" are two customers with events of their own. Histories cannot be merged; link an id before its first event.`,
          { details: { customers: [kept.id, second.id] } },
        );
      }),
  };
}
