/** The ready-made workflows: each JSON file of packages/templates is one; adding a file adds a template. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Workflow } from '@recipro/schema';
import type { TemplateView } from '@recipro/schema';
import { parse } from '../errors.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../packages/templates');
const NOT_TEMPLATES = new Set(['package.json']);

/** Read once, at start; a file that is not a workflow stops the start with its name. */
export function readTemplates(folder = FOLDER): readonly TemplateView[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !NOT_TEMPLATES.has(file))
    .toSorted()
    .map((file) => {
      const value: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      const document = parse(Workflow, value, `Template ${file}`);
      return {
        id: document.id,
        name: document.name,
        description: document.description ?? '',
        document,
      };
    });
}
