/** Runs and events as people look at them: lists, one run with all it did, quarantine, and the event types seen. */
import { and, desc, eq, gte, inArray, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { ListQuery } from '@recipro/schema';
import { eventIdIn } from '../derive.ts';
import type { Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { pageOf, scanOf, within, withoutNo } from '../page.ts';
import { contains } from './look.ts';
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
import { tracesOver } from './traces.ts';
import { voucherViews } from './vouchers.ts';

type Runs = Pick<Storage, 'runs' | 'run' | 'quarantined' | 'eventTypes'>;

/** By its event, so that ids of runs need no index. */
function eventNumbered(eventId: string): SQL {
  return sql`(SELECT seq FROM events WHERE event_id = ${eventId})`;
}

export function runs(sqlite: Sqlite): Runs {
  const { orm, raw } = sqlite;
  const traces = tracesOver(raw);
  const lastRun = raw.prepare<[], number>('SELECT coalesce(max(no), 0) FROM runs').pluck();
  const lastEvent = raw.prepare<[], number>('SELECT seq FROM counters').pluck();

  function search(query: ListQuery): { where: SQL | undefined; bounded: boolean } {
    const { q } = query;
    const named = q === undefined ? [] : customersNamed(sqlite, q);
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
      sqlite.read(() => {
        const { where, bounded } = search(query);
        const scan = scanOf(query, lastRun.get() ?? 0, bounded);
        const found = runSummaries(sqlite, and(where, within(rows.no, scan)), query.limit + 1);
        return pageOf(found, query, scan, (summary) => summary);
      }),

    run: (id) =>
      sqlite.read(() => {
        const eventId = eventIdIn(id);
        if (eventId === null) return null;
        const where = and(eq(rows.event, eventNumbered(eventId)), eq(rows.runId, id));
        const [found] = runSummaries(sqlite, where, 1);
        if (found === undefined) return null;
        const { no, ...summary } = found;
        const kept = orm
          .select({ trace: rows.trace, body: events.body })
          .from(rows)
          .innerJoin(events, eq(events.seq, rows.event))
          .where(eq(rows.no, no))
          .get();
        if (kept === undefined) return null;
        return {
          ...summary,
          event: JSON.parse(kept.body),
          trace: [...traces.unpack(kept.trace)],
          transfers: transferViews(sqlite, { runNo: no }).map(withoutNo).toReversed(),
          vouchers: [...voucherViews(sqlite, { runNo: no })],
          deliveries: orm
            .select({
              id: deliveries.id,
              partner: deliveries.recipient,
              status: deliveries.status,
            })
            .from(deliveries)
            .where(eq(deliveries.run, no))
            .orderBy(deliveries.no)
            .all(),
        };
      }),

    quarantined: (query) =>
      sqlite.read(() => {
        const scan = scanOf(query, lastEvent.get() ?? 0, false);
        const found = orm
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
          .limit(query.limit + 1)
          .all();
        return pageOf(found, query, scan, ({ body, ...view }) => ({
          ...view,
          event: JSON.parse(body),
        }));
      }),

    eventTypes: () =>
      sqlite.read(() =>
        orm
          .select({
            type: eventTypes.type,
            partner: eventTypes.partner,
            lastSeenAtMs: events.acceptedAtMs,
            body: events.body,
          })
          .from(eventTypes)
          .innerJoin(events, eq(events.seq, eventTypes.lastEvent))
          .orderBy(eventTypes.type, eventTypes.partner)
          .all()
          .map(({ body, ...seen }) => ({ ...seen, data: JSON.parse(body).data ?? null })),
      ),
  };
}

/** Runs whose path went through a step. Of a step that was kept by its shape, the shape says which it is and how it ended. */
function throughStep({ step, outcome, ended }: ListQuery): SQL | undefined {
  if (step === undefined) return undefined;
  const out = outcome ?? '';
  if (ended === 'yes')
    return and(
      eq(rows.lastNode, step),
      outcome === undefined ? undefined : eq(rows.lastOutcome, out),
    );
  const taken =
    outcome === undefined ? sql`true` : sql`coalesce(h.outcome, s.value ->> '$.outcome') = ${out}`;
  return and(
    ended === 'no' ? ne(rows.lastNode, step) : undefined,
    sql`EXISTS (SELECT 1 FROM json_each(${rows.trace}) s LEFT JOIN trace_shapes h ON h.no = s.value ->> '$[0]'
      WHERE coalesce(h.node, s.value ->> '$.node') = ${step} AND ${taken})`,
  );
}
