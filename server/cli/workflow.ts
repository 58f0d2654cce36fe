/** `recipro workflow …`: documents in and out, publish, see what is there. */
import { writeFile } from 'node:fs/promises';
import { Workflow } from '@recipro/schema';
import type { Diagnostic } from '@recipro/schema';
import { createWorkflow, documentText, findDraft, publish, saveDraft } from '../desk/workflows.ts';
import { AppError } from '../errors.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { readJsonFile } from './json-file.ts';
import { table } from './table.ts';

export function problemLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(
    ({ severity, message, node }) =>
      `${severity}: ${node === undefined ? '' : `${node}: `}${message}`,
  );
}

export const workflowList: Command = {
  name: 'workflow list',
  summary: 'Show all workflows.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const items = await (await context.desk()).storage.workflows();
    const rows = items.map(({ id, name, status, liveVersion, runs, declined }) => [
      id,
      name,
      status,
      liveVersion === null ? '–' : String(liveVersion),
      String(runs),
      String(declined),
    ]);
    const head = ['id', 'name', 'status', 'version', 'runs', 'declined'];
    return { json: { items }, text: rows.length === 0 ? 'No workflows yet.' : table(head, rows) };
  },
};

export const workflowImport: Command = {
  name: 'workflow import',
  summary: 'Keep a workflow document as a draft.',
  positionals: ['<file>'],
  flags: {
    replace: { type: 'boolean', words: 'replace the draft of a workflow with this id' },
  },
  async run({ positionals: [file = ''], on }, context) {
    const document = await readJsonFile(Workflow, file, context);
    const desk = await context.desk();
    const draft = on('replace') ? await desk.storage.workflow(document.id) : null;
    const saved =
      draft === null
        ? await createWorkflow(desk, { document })
        : await saveDraft(desk, document.id, document, draft.revision);
    const { revision, diagnostics } = saved;
    return {
      json: { id: document.id, revision, diagnostics },
      text: [`Saved ${document.id} as a draft.`, ...problemLines(diagnostics)].join('\n'),
    };
  },
};

export const workflowExport: Command = {
  name: 'workflow export',
  summary: 'Print the document of a workflow: its draft, or a published version.',
  positionals: ['<id>'],
  flags: {
    version: {
      type: 'string',
      value: '<number>',
      words: 'a published version instead of the draft',
    },
    out: { type: 'string', value: '<file>', words: 'write it to a file' },
  },
  async run({ positionals: [id = ''], flag }, context) {
    const desk = await context.desk();
    const version = flag('version');
    const document =
      version === undefined
        ? (await findDraft(desk, id)).document
        : (await desk.storage.version(id, versionNumber(version)))?.document;
    if (document === undefined) throw new AppError('not-found', `${id} has no version ${version}.`);
    const file = flag('out');
    if (file === undefined) return { json: document, text: documentText(document).trimEnd() };
    await writeFile(file, documentText(document));
    return { json: { id, file }, text: `Wrote ${file}.` };
  },
};

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--version is a number such as 1, and not ${text}.`);
}

export const workflowPublish: Command = {
  name: 'workflow publish',
  summary: 'Make the draft of a workflow its live version.',
  positionals: ['<id>'],
  flags: {},
  async run({ positionals: [id = ''] }, context) {
    const desk = await context.desk();
    const { revision } = await findDraft(desk, id);
    const { version } = await publish(desk, id, revision);
    return { json: { id, version }, text: `${id} is live as version ${version}.` };
  },
};
