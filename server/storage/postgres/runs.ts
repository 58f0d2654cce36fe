/** Runs and events as people look at them: lists, one run with all it did, quarantine, and the event types seen. */
import { and, desc, eq, gte, inArray, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { ListQuery } from '@recipro/schema';
import type { Storage } from '../storage.ts';
import type { Postgres, Tx } from './database.ts';
import { pageOf, scanOf, within, withoutNo } from '../page.ts';
import { contains, lastNumber } from './look.ts';
import {
  customers,
  deliveries,
  events,
  eventTypes,
  quarantine,
  runs as rows,
  workflows,
} from './tables.ts';
import { transferViews } from './books.ts';
import { customersNamed, subjectContains } from './customer-search.ts';
import { runSummaries } from './run-summaries.ts';
import { voucherViews } from './vouchers.ts';

type Runs = Pick<Storage, 'runs' | 'run' | 'quarantined' | 'eventTypes'>;

export function runs(postgres: Postgres): Runs {
  async function search(
    tx: Tx,
    query: ListQuery,
  ): Promise<{ where: SQL | undefined; bounded: boolean }> {
    const { q } = query;
    const named = q === undefined ? [] : await customersNamed(tx, q);
    const looks = q !== undefined && named.length === 0;
    const where = and(
      query.workflow === undefined ? undefined : eq(rows.workflow, query.workflow),
      query.version === undefined ? undefined : eq(rows.version, query.version),
      query.sinceMs === undefined ? undefined : gte(rows.atMs, query.sinceMs),
      throughStep(query),
      query.customer === undefined ? undefined : eq(customers.id, query.customer),
      query.partner === undefined ? undefined : eq(events.partner, query.partner),
      named.length === 0 ? undefined : inArray(rows.customer, named),
      looks
        ? contains(q, [
            rows.runId,
            rows.workflow,
            workflows.name,
            customers.id,
            events.eventId,
            events.type,
            events.partner,
            subjectContains(rows.customer, q),
          ])
        : undefined,
    );
    const bounded = looks || query.partner !== undefined || query.step !== undefined;
    return { where, bounded };
  }

  return {
    runs: (query) =>
      postgres.read(async (tx) => {
        const { where, bounded } = await search(tx, query);
        const scan = scanOf(query, await lastNumber(tx, 'runs'), bounded);
        const found = await runSummaries(tx, and(where, within(rows.no, scan)), query.limit + 1);
        return pageOf(found, query, scan, (summary) => summary);
      }),

    run: (id) =>
      postgres.read(async (tx) => {
        const [found] = await runSummaries(tx, eq(rows.runId, id), 1);
        if (found === undefined) return null;
        const { no, ...summary } = found;
        const [kept] = await tx.orm
          .select({ trace: rows.trace, body: events.body })
          .from(rows)
          .innerJoin(events, eq(events.seq, rows.event))
          .where(eq(rows.no, no));
        if (kept === undefined) return null;
        return {
          ...summary,
          event: JSON.parse(kept.body),
          trace: JSON.parse(kept.trace),
          transfers: (await transferViews(tx, { runNo: no })).map(withoutNo).toReversed(),
          vouchers: [...(await voucherViews(tx, { runNo: no }))],
          deliveries: await tx.orm
            .select({
              id: deliveries.id,
              partner: deliveries.recipient,
              status: deliveries.status,
            })
            .from(deliveries)
            .where(eq(deliveries.run, no))
            .orderBy(deliveries.no),
        };
      }),

    quarantined: (query) =>
      postgres.read(async (tx) => {
        const scan = scanOf(query, await lastNumber(tx, 'events'), false);
        const found = await tx.orm
          .select({
            no: quarantine.event,
            eventId: events.eventId,
            partner: events.partner,
            type: events.type,
            customerId: customers.id,
            acceptedAtMs: events.acceptedAtMs,
            reason: quarantine.reason,
            body: events.body,
          })
          .from(quarantine)
          .innerJoin(events, eq(events.seq, quarantine.event))
          .innerJoin(customers, eq(customers.no, events.customer))
          .where(
            and(
              within(quarantine.event, scan),
              query.customer === undefined ? undefined : eq(customers.id, query.customer),
              query.partner === undefined ? undefined : eq(events.partner, query.partner),
              query.q === undefined
                ? undefined
                : contains(query.q, [
                    events.eventId,
                    events.type,
                    events.partner,
                    customers.id,
                    quarantine.reason,
                    subjectContains(events.customer, query.q),
                  ]),
            ),
          )
          .orderBy(desc(quarantine.event))
          .limit(query.limit + 1);
        return pageOf(found, query, scan, ({ body, ...view }) => ({
          ...view,
          event: JSON.parse(body),
        }));
      }),

    eventTypes: () =>
      postgres.read(async (tx) => {
        const seen = await tx.orm
          .select({
            type: eventTypes.type,
            partner: eventTypes.partner,
            lastSeenAtMs: events.acceptedAtMs,
            body: events.body,
          })
          .from(eventTypes)
          .innerJoin(events, eq(events.seq, eventTypes.lastEvent))
          .orderBy(eventTypes.type, eventTypes.partner);
        return seen.map(({ body, ...type }) => ({ ...type, data: JSON.parse(body).data ?? null }));
      }),
  };
}

/** Runs whose path went through a step. The text of the trace is looked at before it is taken apart, which takes far longer. */
function throughStep({ step, outcome, ended }: ListQuery): SQL | undefined {
  if (step === undefined) return undefined;
  const out = outcome ?? '';
  if (ended === 'yes')
    return and(
      eq(rows.lastNode, step),
      outcome === undefined ? undefined : eq(rows.lastOutcome, out),
    );
  const named = `"node":${JSON.stringify(step)}`;
  const taken = outcome === undefined ? sql`true` : sql`s ->> 'outcome' = ${out}::text`;
  return and(
    ended === 'no' ? ne(rows.lastNode, step) : undefined,
    sql`strpos(${rows.trace}, ${named}::text) > 0`,
    sql`EXISTS (SELECT 1 FROM jsonb_array_elements(${rows.trace}::jsonb) s WHERE s ->> 'node' = ${step}::text AND ${taken})`,
  );
}
