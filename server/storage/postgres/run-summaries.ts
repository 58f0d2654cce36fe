/** Runs in a line each, as lists and customers' pages show them. */
import { desc, eq, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { RunSummary } from '@recipro/schema';
import type { Tx } from './database.ts';
import { customers, events, runs as rows, workflows } from './tables.ts';

export type NumberedRun = RunSummary & { readonly no: number };

/** Runs that meet a condition on `runs`, `events`, `customers` or `workflows`, newest first. */
export async function runSummaries(
  { orm }: Tx,
  where: SQL | undefined,
  limit: number,
): Promise<readonly NumberedRun[]> {
  return orm
    .select({
      no: rows.no,
      id: rows.runId,
      workflow: rows.workflow,
      workflowName: sql<string>`coalesce(${workflows.name}, ${rows.workflow})`,
      version: rows.version,
      customerId: customers.id,
      subject: events.subject,
      eventId: events.eventId,
      eventType: events.type,
      partner: events.partner,
      atMs: rows.atMs,
      lastNode: rows.lastNode,
      lastOutcome: rows.lastOutcome,
      declined: rows.declined,
    })
    .from(rows)
    .innerJoin(events, eq(events.seq, rows.event))
    .innerJoin(customers, eq(customers.no, rows.customer))
    .leftJoin(workflows, eq(workflows.id, rows.workflow))
    .where(where)
    .orderBy(desc(rows.no))
    .limit(limit);
}
