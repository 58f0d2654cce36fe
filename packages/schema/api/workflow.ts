/** Workflows over HTTP: one draft with a revision, many published versions, at most one of them live. */
import { z } from 'zod';
import { Case } from '../case.ts';
import { Slug } from '../identifier.ts';
import { Json } from '../json.ts';
import { Diagnostic } from '../problem.ts';
import { Trace } from '../trace.ts';
import { Workflow } from '../workflow.ts';

export const WorkflowStatus = z.enum(['draft', 'live', 'paused']);
export type WorkflowStatus = z.infer<typeof WorkflowStatus>;

/** A new workflow: empty with a name, from a template, or a whole document (import). */
export const WorkflowCreate = z.union([
  z.strictObject({ name: z.string().min(1).max(120) }),
  z.strictObject({ template: Slug, name: z.string().min(1).max(120).optional() }),
  z.strictObject({ document: Workflow }),
]);
export type WorkflowCreate = z.infer<typeof WorkflowCreate>;

export const WorkflowSummary = z.object({
  id: z.string(),
  name: z.string(),
  status: WorkflowStatus,
  liveVersion: z.int().nullable(),
  updatedAtMs: z.int(),
  /** Whether the draft differs from the live version. */
  changed: z.boolean(),
  runs: z.int(),
  declined: z.int(),
  lastRunAtMs: z.int().nullable(),
});
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

export const WorkflowView = z.object({
  document: Workflow,
  /** Changes only when the document does; sent back as If-Match when saving. */
  revision: z.int(),
  status: WorkflowStatus,
  liveVersion: z.int().nullable(),
  updatedAtMs: z.int(),
  diagnostics: z.array(Diagnostic),
});
export type WorkflowView = z.infer<typeof WorkflowView>;

export const DraftSaved = z.object({ revision: z.int(), diagnostics: z.array(Diagnostic) });
export type DraftSaved = z.infer<typeof DraftSaved>;

export const VersionView = z.object({
  version: z.int(),
  publishedAtMs: z.int(),
  publishedBy: z.string(),
  digest: z.string(),
});
export type VersionView = z.infer<typeof VersionView>;

/** A dry run of a document, saved or not, over one case. Nothing is stored or sent. */
export const SimulateRequest = z.strictObject({ document: Workflow, case: Case });
export type SimulateRequest = z.infer<typeof SimulateRequest>;

export const AccountChange = z.object({
  account: z.string(),
  currency: z.string(),
  beforeMinor: z.int(),
  afterMinor: z.int(),
});
export type AccountChange = z.infer<typeof AccountChange>;

export const SimulatedRun = z.object({
  /** Which of the case's events, from 0. */
  event: z.int(),
  /** Null when no trigger of the workflow takes this event. */
  trace: Trace.nullable(),
});

/** What a case expected and was not so: a code with its data, and a sentence in English. */
export const CaseFailure = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type CaseFailure = z.infer<typeof CaseFailure>;

export const SimulateResult = z.object({
  runs: z.array(SimulatedRun),
  accounts: z.array(AccountChange),
  scores: z.record(z.string(), z.number()),
  tags: z.array(z.string()),
  vouchers: z.array(z.object({ offer: z.string(), redeemer: z.string(), code: z.string() })),
  messages: z.array(
    z.object({ to: z.string(), event: z.string(), data: z.record(z.string(), Json) }),
  ),
  /** What `expect` asked for and was not so; empty when the case passes or expects nothing. */
  failures: z.array(CaseFailure),
});
export type SimulateResult = z.infer<typeof SimulateResult>;

/** One action of the catalogue: enough for the editor to draw its step and its form. */
export const ActionView = z.object({
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  icon: z.string(),
  group: z.string(),
  /** Whether the step can be declined, and so has that way out. */
  declines: z.boolean(),
  /** JSON Schema of the parameters; `input` on a property names the control. */
  schema: z.record(z.string(), z.unknown()),
  /** What `result:<step>` holds afterwards: name to words. */
  results: z.record(z.string(), z.string()),
});
export type ActionView = z.infer<typeof ActionView>;

export const TemplateView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  document: Workflow,
});
export type TemplateView = z.infer<typeof TemplateView>;

/** What the editor offers when a value is picked: event types seen or sampled, with the last data of each. */
export const EventTypeView = z.object({
  type: z.string(),
  partner: z.string(),
  lastSeenAtMs: z.int(),
  data: Json,
});
export type EventTypeView = z.infer<typeof EventTypeView>;
