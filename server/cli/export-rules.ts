/** `recipro export-rules`: the rules of a workflow, as the unmodified json-rules-engine takes them. */
import { existsSync } from 'node:fs';
import { exportRules } from '@recipro/rules';
import { Workflow } from '@recipro/schema';
import { findDraft } from '../desk/workflows.ts';
import type { Command } from './command.ts';
import { readJsonFile } from './json-file.ts';

export const rulesExport: Command = {
  name: 'export-rules',
  summary: 'Print a workflow as rules of json-rules-engine.',
  positionals: ['<id or file>'],
  flags: {},
  async run({ positionals: [which = ''] }, context) {
    const desk = await context.desk();
    const document =
      which === '-' || existsSync(which)
        ? await readJsonFile(Workflow, which, context)
        : (await findDraft(desk, which)).document;
    const rules = exportRules(document, desk.actions);
    return { json: rules, text: JSON.stringify(rules, null, 2) };
  },
};
