/**
 * What people do with workflows. Any document that parses is kept as a draft, however unfinished, together with its problems in words;
 * publishing refuses errors, and keeps the document with the rules that json-rules-engine would run.
 */
import { createHash } from 'node:crypto';
import { exportRules, simulate, validate } from '@recipro/rules';
import { canonicalJson } from '@recipro/schema';
import type {
  DraftSaved,
  SimulateRequest,
  SimulateResult,
  Workflow,
  WorkflowCreate,
  WorkflowView,
} from '@recipro/schema';
import { AppError } from '../errors.ts';
import type { DraftView } from '../storage/storage.ts';
import type { Desk } from './desk.ts';
import { OWNER } from './desk.ts';
import { known } from './known.ts';
import { idFromName } from './name.ts';

/** More workflows of one name than anybody means. */
const SAME_NAME_MAX = 100;

/** `workflow-unknown`. */
export async function findDraft(desk: Desk, id: string): Promise<DraftView> {
  const draft = await desk.storage.workflow(id);
  if (draft === null) {
    throw new AppError('workflow-unknown', `There is no workflow ${JSON.stringify(id)}.`);
  }
  return draft;
}

/** `workflow-unknown`. */
export async function viewWorkflow(desk: Desk, id: string): Promise<WorkflowView> {
  return withProblems(desk, await findDraft(desk, id));
}

/** From a name or a template under a free id made from the name; or a whole document under its own id. `workflow-exists`, `not-found`. */
export async function createWorkflow(desk: Desk, from: WorkflowCreate): Promise<WorkflowView> {
  if ('document' in from) {
    return withProblems(desk, await desk.storage.createWorkflow(from.document, desk.now()));
  }
  if ('template' in from) return useTemplate(desk, from);
  return createNamed(desk, { id: '', name: from.name, roles: [], nodes: [], edges: [] });
}

/** A draft made from a template, with the partners that play its roles where they are known already. `not-found`, `bad-request`. */
export async function useTemplate(
  desk: Desk,
  use: {
    readonly template: string;
    readonly name?: string | undefined;
    readonly players?: Readonly<Record<string, string>>;
  },
): Promise<WorkflowView> {
  const start = findTemplate(desk, use.template);
  const players = new Map(Object.entries(use.players ?? {}));
  const roles = start.roles.map((each) => ({
    ...each,
    partner: players.get(each.role) ?? each.partner,
  }));
  const unknown = [...players.keys()].find((role) => roles.every((each) => each.role !== role));
  if (unknown !== undefined) {
    const names = roles.map(({ role }) => role).join(', ');
    throw new AppError('bad-request', `${use.template} has no role ${unknown}. It has: ${names}.`);
  }
  return createNamed(desk, { ...start, name: use.name ?? start.name, roles });
}

/** Keeps the document under the first free id made from its name. `workflow-exists`. */
async function createNamed(desk: Desk, start: Workflow): Promise<WorkflowView> {
  for (let place = 1; place <= SAME_NAME_MAX; place += 1) {
    const document = { ...start, id: idFromName(start.name, place) };
    const draft = await createUnlessTaken(desk, document);
    if (draft !== null) return withProblems(desk, draft);
  }
  throw new AppError(
    'workflow-exists',
    `There are too many workflows named ${start.name}. Choose another name.`,
  );
}

/** `workflow-unknown`, `revision-changed` with the document as it is now. */
export async function saveDraft(
  desk: Desk,
  id: string,
  document: Workflow,
  revision: number,
): Promise<DraftSaved> {
  if (document.id !== id) {
    throw new AppError(
      'bad-request',
      `The document's id is ${document.id}, but it was sent to ${id}. An id never changes.`,
      {
        details: { errors: [{ pointer: '/id', message: `must be ${id}` }] },
      },
    );
  }
  const saved = await desk.storage.saveDraft(id, document, revision, desk.now());
  if (saved.outcome === 'conflict') throw revisionChanged(await findDraft(desk, id));
  return { revision: saved.revision, diagnostics: validate(document, await known(desk)) };
}

/** Makes the draft live. `workflow-unknown`, `revision-changed`, `workflow-has-problems` with the diagnostics. */
export async function publish(
  desk: Desk,
  id: string,
  revision: number,
): Promise<{ readonly version: number }> {
  const draft = await findDraft(desk, id);
  if (draft.revision !== revision) throw revisionChanged(draft);
  const { document } = draft;
  const diagnostics = validate(document, await known(desk));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
    throw new AppError('workflow-has-problems', `${errors[0]?.message ?? ''}${more}`, {
      details: { diagnostics },
    });
  }
  return desk.storage.publish(id, {
    revision,
    rules: JSON.stringify(exportRules(document, desk.actions)),
    digest: createHash('sha256').update(canonicalJson(document)).digest('hex'),
    user: OWNER,
    nowMs: desk.now(),
  });
}

/** Runs one case over a document. Reads what the alliance knows; writes and sends nothing. */
export async function dryRun(desk: Desk, request: SimulateRequest): Promise<SimulateResult> {
  const { actions, currencies } = await known(desk);
  return simulate({ ...request, actions, currencies, nowMs: desk.now() });
}

/** The document as a file: equal documents give equal bytes, and importing them gives the same document. */
export function documentText(document: Workflow): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

async function withProblems(desk: Desk, draft: DraftView): Promise<WorkflowView> {
  return { ...draft, diagnostics: validate(draft.document, await known(desk)) };
}

async function createUnlessTaken(desk: Desk, document: Workflow): Promise<DraftView | null> {
  try {
    return await desk.storage.createWorkflow(document, desk.now());
  } catch (error) {
    if (error instanceof AppError && error.code === 'workflow-exists') return null;
    throw error;
  }
}

/** `not-found`. */
export function findTemplate(desk: Desk, id: string): Workflow {
  const template = desk.templates.find((each) => each.id === id);
  if (template === undefined) {
    const ids = desk.templates.map((each) => each.id).join(', ');
    throw new AppError('not-found', `There is no template ${id}. There are: ${ids}.`);
  }
  return template.document;
}

function revisionChanged(draft: DraftView): AppError {
  return new AppError(
    'revision-changed',
    `Workflow ${draft.document.id} was changed meanwhile; it is now at revision ${draft.revision}. Look at it and make your change again.`,
    { details: { revision: draft.revision, document: draft.document } },
  );
}
