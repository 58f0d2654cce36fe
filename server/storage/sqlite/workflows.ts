/**
 * Workflows: one draft with a revision, many published versions that never change, at most one of them live.
 * Documents are compared by the hash of their canonical JSON, so an equal document in another key order is no change.
 */
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { hash } from 'node:crypto';
import { canonicalJson } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import { AppError } from '../../errors.ts';
import type { DraftView, Storage } from '../storage.ts';
import type { Sqlite } from './database.ts';
import { partnerViews } from './partners.ts';
import { versions as published, workflows as drafts } from './tables.ts';

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

export function workflows(sqlite: Sqlite): Workflows {
  const { orm, raw } = sqlite;
  const bump = raw.prepare('UPDATE counters SET revision = revision + 1 WHERE one = 1');
  const liveRevision = raw.prepare<[], number>('SELECT revision FROM counters').pluck();

  const find = (id: string) => orm.select().from(drafts).where(eq(drafts.id, id)).get();

  function mustFind(id: string): typeof drafts.$inferSelect {
    const row = find(id);
    if (row === undefined)
      throw new AppError(
        'workflow-unknown',
        `There is no workflow "${id}". It may be spelled otherwise.`,
      );
    return row;
  }

  function publishRow(
    row: typeof drafts.$inferSelect,
    options: { rules: string; digest: string; user: string; nowMs: number },
  ): number {
    const last = orm
      .select()
      .from(published)
      .where(eq(published.workflow, row.id))
      .orderBy(desc(published.version))
      .limit(1)
      .get();
    // Publishing the same once more, as an impatient second click does, is the version that is there.
    if (last?.documentHash === row.documentHash && last.digest === options.digest)
      return last.version;
    const version = (last?.version ?? 0) + 1;
    orm
      .insert(published)
      .values({
        workflow: row.id,
        version,
        document: row.document,
        documentHash: row.documentHash,
        rules: options.rules,
        digest: options.digest,
        publishedAtMs: options.nowMs,
        publishedBy: options.user,
      })
      .run();
    return version;
  }

  return {
    live: () =>
      sqlite.read(() => {
        const rows = orm
          .select({ version: published.version, document: published.document })
          .from(drafts)
          .innerJoin(
            published,
            and(eq(published.workflow, drafts.id), eq(published.version, drafts.liveVersion)),
          )
          .where(eq(drafts.status, 'live'))
          .orderBy(drafts.id)
          .all();
        return {
          revision: liveRevision.get() ?? 0,
          workflows: rows.map(({ version, document }) => ({ version, document: parsed(document) })),
          partners: partnerViews(sqlite),
        };
      }),

    workflows: () =>
      sqlite.read(() =>
        orm
          .select({
            id: drafts.id,
            name: drafts.name,
            status: drafts.status,
            liveVersion: drafts.liveVersion,
            updatedAtMs: drafts.updatedAtMs,
            runs: drafts.runs,
            declined: drafts.declined,
            lastRunAtMs: drafts.lastRunAtMs,
            draftHash: drafts.documentHash,
            liveHash: published.documentHash,
          })
          .from(drafts)
          .leftJoin(
            published,
            and(eq(published.workflow, drafts.id), eq(published.version, drafts.liveVersion)),
          )
          .orderBy(desc(drafts.updatedAtMs), drafts.id)
          .all()
          .map(({ draftHash, liveHash, ...summary }) => ({
            ...summary,
            changed: draftHash !== liveHash,
          })),
      ),

    workflow: (id) =>
      sqlite.read(() => {
        const row = find(id);
        return row === undefined ? null : draftView(row);
      }),

    createWorkflow: (document, nowMs) =>
      sqlite.write(() => {
        if (find(document.id) !== undefined)
          throw new AppError('workflow-exists', `There is already a workflow "${document.id}".`);
        orm
          .insert(drafts)
          .values({
            id: document.id,
            ...texts(document),
            revision: 1,
            status: 'draft',
            updatedAtMs: nowMs,
          })
          .run();
        return draftView(mustFind(document.id));
      }),

    saveDraft: (id, document, revision, nowMs) =>
      sqlite.write(() => {
        const row = mustFind(id);
        if (row.revision !== revision) return { outcome: 'conflict', revision: row.revision };
        const next = texts({ ...document, id });
        if (next.documentHash === row.documentHash) return { outcome: 'saved', revision };
        orm
          .update(drafts)
          .set({ ...next, revision: revision + 1, updatedAtMs: nowMs })
          .where(eq(drafts.id, id))
          .run();
        return { outcome: 'saved', revision: revision + 1 };
      }),

    publish: (id, options) =>
      sqlite.write(() => {
        const row = mustFind(id);
        if (row.revision !== options.revision) {
          throw new AppError(
            'revision-changed',
            `The draft of "${id}" is at revision ${row.revision}, not ${options.revision}. Look at the change, then publish again.`,
            { details: { revision: row.revision } },
          );
        }
        const version = publishRow(row, options);
        orm
          .update(drafts)
          .set({ status: 'live', liveVersion: version, updatedAtMs: options.nowMs })
          .where(eq(drafts.id, id))
          .run();
        bump.run();
        return { version };
      }),

    setStatus: (id, status, nowMs) =>
      sqlite.write(() => {
        const row = mustFind(id);
        if (row.liveVersion === null)
          throw new AppError('never-published', `"${id}" was never published. Publish it first.`);
        if (row.status === status) return;
        orm
          .update(drafts)
          .set({ status, updatedAtMs: nowMs })
          .where(and(eq(drafts.id, id), isNotNull(drafts.liveVersion)))
          .run();
        bump.run();
      }),

    versions: (id) =>
      sqlite.read(() =>
        orm
          .select({
            version: published.version,
            publishedAtMs: published.publishedAtMs,
            publishedBy: published.publishedBy,
            digest: published.digest,
          })
          .from(published)
          .where(eq(published.workflow, id))
          .orderBy(desc(published.version))
          .all(),
      ),

    version: (id, version) =>
      sqlite.read(() => {
        const row = orm
          .select({ document: published.document, rules: published.rules })
          .from(published)
          .where(and(eq(published.workflow, id), eq(published.version, version)))
          .get();
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
