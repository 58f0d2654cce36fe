/** The JSON Schema of a workflow document, made from the zod schema so that it is never written twice. */
import { z } from 'zod';
import { Workflow } from './workflow.ts';

/** The text of workflow.schema.json, which is committed and which exported documents name as their `$schema`. */
export function workflowJsonSchema(): string {
  const schema = z.toJSONSchema(Workflow, { target: 'draft-2020-12', io: 'input' });
  return `${JSON.stringify({ title: 'Recipro workflow', ...schema }, null, 2)}\n`;
}
