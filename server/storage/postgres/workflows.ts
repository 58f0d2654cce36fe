/**
 * Workflows: one draft with a revision, many published versions that never change, at most one of them live.
 * Documents are compared by the hash of their canonical JSON, so an equal document in another key order is no change.
 */
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { hash } from 'node:crypto';
import { canonicalJson } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import type { DraftView, Storage } from '../storage.ts';
import type { Postgres, Tx } from './database.ts';
import { bumpRevision, holdRevision } from './locks.ts';
import { partnerViews } from './partners.ts';
import { statement } from './statement.ts';
import { versions as published, workflowCounts, workflows as drafts } from './tables.ts';

type Workflows = Pick<
  Storage,
  | 'live'
  | 'workflows'
  | 'workflow'
  | 'createWorkflow'
  | 'saveDraft'
  | 'publish'
  | 'setStatus'
  | 'versions'
  | 'version'
>;

const liveRevision = statement<[], { readonly revision: number }>('SELECT revision FROM revisions');

export function workflows(postgres: Postgres): Workflows {
  /** Locked until the transaction ends. */
  async function mustFind(tx: Tx, id: string): Promise<typeof drafts.$inferSelect> {
    const [row] = await tx.orm.select().from(drafts).where(eq(drafts.id, id)).for('update');
    if (row === undefined)
      throw new AppError(
        'workflow-unknown',
        `There is no workflow "${id}". It may be spelled otherwise.`,
      );
    return row;
  }

  async function publishRow(
    tx: Tx,
    row: typeof drafts.$inferSelect,
    options: { rules: string; digest: string; user: string; nowMs: number },
  ): Promise<number> {
    const [last] = await tx.orm
      .select()
      .from(published)
      .where(eq(published.workflow, row.id))
      .orderBy(desc(published.version))
      .limit(1);
    // Publishing the same once more, as an impatient second click does, is the version that is there.
    if (last?.documentHash === row.documentHash && last.digest === options.digest)
      return last.version;
    const version = (last?.version ?? 0) + 1;
    await tx.orm.insert(published).values({
      workflow: row.id,
      version,
      document: row.document,
      documentHash: row.documentHash,
      rules: options.rules,
      digest: options.digest,
      publishedAtMs: options.nowMs,
      publishedBy: options.user,
    });
    return version;
  }

  return {
    live: () =>
      postgres.read(async (tx) => {
        const now = await tx.get(liveRevision);
        const rows = await tx.orm
          .select({ version: published.version, document: published.document })
          .from(drafts)
          .innerJoin(
            published,
            and(eq(published.workflow, drafts.id), eq(published.version, drafts.liveVersion)),
          )
          .where(eq(drafts.status, 'live'))
          .orderBy(drafts.id);
        return {
          revision: now?.revision ?? 0,
          workflows: rows.map(({ version, document }) => ({ version, document: parsed(document) })),
          partners: await partnerViews(tx),
        };
      }),

    workflows: () =>
      postgres.read(async (tx) => {
        const counted = tx.orm
          .select({
            workflow: workflowCounts.workflow,
            runs: sql<number>`sum(${workflowCounts.runs})`.as('runs'),
            declined: sql<number>`sum(${workflowCounts.declined})`.as('declined'),
            lastRunAtMs: sql<number>`max(${workflowCounts.lastRunAtMs})`.as('last_run_at_ms'),
          })
          .from(workflowCounts)
          .groupBy(workflowCounts.workflow)
          .as('counted');
        const rows = await tx.orm
          .select({
            id: drafts.id,
            name: drafts.name,
            status: drafts.status,
            liveVersion: drafts.liveVersion,
            updatedAtMs: drafts.updatedAtMs,
            runs: sql<number>`coalesce(${counted.runs}, 0)`,
            declined: sql<number>`coalesce(${counted.declined}, 0)`,
            lastRunAtMs: counted.lastRunAtMs,
            draftHash: drafts.documentHash,
            liveHash: published.documentHash,
          })
          .from(drafts)
          .leftJoin(
            published,
            and(eq(published.workflow, drafts.id), eq(published.version, drafts.liveVersion)),
          )
          .leftJoin(counted, eq(counted.workflow, drafts.id))
          .orderBy(desc(drafts.updatedAtMs), drafts.id);
        return rows.map(({ draftHash, liveHash, ...summary }) => ({
          ...summary,
          changed: draftHash !== liveHash,
        }));
      }),

    workflow: (id) =>
      postgres.read(async (tx) => {
        const [row] = await tx.orm.select().from(drafts).where(eq(drafts.id, id));
        return row === undefined ? null : draftView(row);
      }),

    createWorkflow: (document, nowMs) =>
      postgres.write(async (tx) => {
        const [row] = await tx.orm
          .insert(drafts)
          .values({
            id: document.id,
            ...texts(document),
            revision: 1,
            status: 'draft',
            updatedAtMs: nowMs,
          })
          .onConflictDoNothing()
          .returning();
        if (row === undefined)
          throw new AppError('workflow-exists', `There is already a workflow "${document.id}".`);
        return draftView(row);
      }),

    saveDraft: (id, document, revision, nowMs) =>
      postgres.write(async (tx) => {
        const row = await mustFind(tx, id);
        if (row.revision !== revision) return { outcome: 'conflict', revision: row.revision };
        const next = texts({ ...document, id });
        if (next.documentHash === row.documentHash) return { outcome: 'saved', revision };
        await tx.orm
          .update(drafts)
          .set({ ...next, revision: revision + 1, updatedAtMs: nowMs })
          .where(eq(drafts.id, id));
        return { outcome: 'saved', revision: revision + 1 };
      }),

    publish: (id, options) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        const row = await mustFind(tx, id);
        if (row.revision !== options.revision) {
          throw new AppError(
            'revision-changed',
            `The draft of "${id}" is at revision ${row.revision}, not ${options.revision}. Look at the change, then publish again.`,
            { details: { revision: row.revision } },
          );
        }
        const version = await publishRow(tx, row, options);
        await tx.orm
          .update(drafts)
          .set({ status: 'live', liveVersion: version, updatedAtMs: options.nowMs })
          .where(eq(drafts.id, id));
        await bumpRevision(tx);
        return { version };
      }),

    setStatus: (id, status, nowMs) =>
      postgres.write(async (tx) => {
        await holdRevision(tx);
        const row = await mustFind(tx, id);
        if (row.liveVersion === null)
          throw new AppError('never-published', `"${id}" was never published. Publish it first.`);
        if (row.status === status) return;
        await tx.orm
          .update(drafts)
          .set({ status, updatedAtMs: nowMs })
          .where(and(eq(drafts.id, id), isNotNull(drafts.liveVersion)));
        await bumpRevision(tx);
      }),

    versions: (id) =>
      postgres.read((tx) =>
        tx.orm
          .select({
            version: published.version,
            publishedAtMs: published.publishedAtMs,
            publishedBy: published.publishedBy,
            digest: published.digest,
          })
          .from(published)
          .where(eq(published.workflow, id))
          .orderBy(desc(published.version)),
      ),

    version: (id, version) =>
      postgres.read(async (tx) => {
        const [row] = await tx.orm
          .select({ document: published.document, rules: published.rules })
          .from(published)
          .where(and(eq(published.workflow, id), eq(published.version, version)));
        return row === undefined ? null : { document: parsed(row.document), rules: row.rules };
      }),
  };
}

function texts(document: Workflow): { name: string; document: string; documentHash: string } {
  return {
    name: document.name,
    document: JSON.stringify(document),
    documentHash: hash('sha256', canonicalJson(document), 'hex'),
  };
}

/** What was checked before it was kept. */
function parsed(text: string): Workflow {
  return JSON.parse(text);
}

function draftView(row: typeof drafts.$inferSelect): DraftView {
  const { revision, status, liveVersion, updatedAtMs } = row;
  return { document: parsed(row.document), revision, status, liveVersion, updatedAtMs };
}
