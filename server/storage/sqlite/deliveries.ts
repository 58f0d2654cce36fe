/** Deliveries as people look at them: to whom, how it went, and why one waits. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { DeliveryAttempt } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import { customersNamed } from './customer-search.ts';
import type { Sqlite } from './database.ts';
import { pageOf, scanOf, within } from '../page.ts';
import { contains } from './look.ts';
import { customers, deliveries as rows, partners, runs } from './tables.ts';

export function deliveries(sqlite: Sqlite): Pick<Storage, 'deliveries'> {
  const { orm, raw } = sqlite;
  const last = raw.prepare<[], number>('SELECT coalesce(max(no), 0) FROM deliveries').pluck();

  return {
    deliveries: (query) =>
      sqlite.read(() => {
        const { q, status } = query;
        const named = q === undefined ? [] : customersNamed(sqlite, q);
        const looks = q !== undefined && named.length === 0;
        const filters = and(
          query.partner === undefined ? undefined : eq(rows.recipient, query.partner),
          query.customer === undefined ? undefined : eq(customers.id, query.customer),
          query.workflow === undefined ? undefined : eq(runs.workflow, query.workflow),
          named.length === 0 ? undefined : inArray(runs.customer, named),
          looks
            ? contains(q, [rows.id, rows.type, rows.recipient, runs.runId, rows.body])
            : undefined,
          status === undefined ? undefined : inArray(rows.status, statusesNamed(status)),
        );
        const onlyPartner = query.partner !== undefined && q === undefined && status === undefined;
        const scan = scanOf(query, last.get() ?? 0, filters !== undefined && !onlyPartner);
        const found = orm
          .select({
            no: rows.no,
            id: rows.id,
            kind: rows.kind,
            partner: rows.recipient,
            type: rows.type,
            runId: runs.runId,
            customerId: customers.id,
            status: rows.status,
            createdAtMs: rows.createdAtMs,
            dueAtMs: rows.dueAtMs,
            attempts: rows.attempts,
            body: rows.body,
            disabledAtMs: partners.endpointDisabledAtMs,
          })
          .from(rows)
          .innerJoin(runs, eq(runs.no, rows.run))
          .innerJoin(customers, eq(customers.no, runs.customer))
          .leftJoin(partners, eq(partners.id, rows.recipient))
          .where(and(filters, within(rows.no, scan)))
          .orderBy(desc(rows.no))
          .limit(query.limit + 1)
          .all();
        return pageOf(found, query, scan, ({ kind, dueAtMs, disabledAtMs, ...row }) => {
          const attempts: DeliveryAttempt[] = JSON.parse(row.attempts);
          const held = row.status === 'waiting' && kind === 'deliver' && dueAtMs === null;
          const reason = held ? reasonOf(row.partner, disabledAtMs) : null;
          return { ...row, attempts, nextAttemptAtMs: dueAtMs, reason };
        });
      }),
  };
}

function statusesNamed(status: string): ('waiting' | 'delivered' | 'failed')[] {
  return (['waiting', 'delivered', 'failed'] as const).filter((known) => known === status);
}

function reasonOf(partner: string, disabledAtMs: number | null): string {
  return disabledAtMs === null
    ? `${partner} has no endpoint yet. It is sent as soon as one is set.`
    : `The endpoint of ${partner} answered 410 Gone. It is sent as soon as the endpoint is saved again.`;
}
