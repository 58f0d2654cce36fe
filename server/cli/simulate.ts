/** `recipro simulate`: dry runs of a workflow's own cases, or of one from a file. Touches nothing, and needs no server. */
import { Case, Workflow } from '@recipro/schema';
import type { SimulateResult } from '@recipro/schema';
import { dryRun } from '../desk/workflows.ts';
import type { Args, Command, Context } from './command.ts';
import { UsageError } from './command.ts';
import { readJsonFile } from './json-file.ts';

type Run = { readonly title: string; readonly result: SimulateResult };

export const simulateCases: Command = {
  name: 'simulate',
  summary: 'Try a workflow document with its cases, or with one of your own.',
  positionals: ['<file>'],
  flags: {
    case: { type: 'string', value: '<title or number>', words: 'only this one of its cases' },
    'case-file': { type: 'string', value: '<file>', words: 'a case of your own' },
  },
  async run(args, context) {
    const document = await readJsonFile(Workflow, args.positionals[0] ?? '', context);
    const cases = await chooseCases(document, args, context);
    const desk = await context.desk();
    const runs: Run[] = [];
    for (const each of cases) {
      runs.push({ title: each.title, result: await dryRun(desk, { document, case: each }) });
    }
    return {
      json: { items: runs },
      text: runs.map(lines).join('\n'),
      ok: runs.every(({ result }) => result.failures.length === 0),
    };
  },
};

async function chooseCases(
  document: Workflow,
  { flag }: Args,
  context: Context,
): Promise<readonly Case[]> {
  const file = flag('case-file');
  if (file !== undefined) return [await readJsonFile(Case, file, context)];
  const all = document.cases ?? [];
  const wanted = flag('case');
  const cases = all.filter(
    ({ title }, index) => wanted === undefined || title === wanted || String(index + 1) === wanted,
  );
  if (cases.length > 0) return cases;
  const titles = all.map(({ title }, index) => `\n  ${index + 1}. ${title}`).join('');
  throw new UsageError(
    all.length === 0
      ? 'The document has no cases. Give one with --case-file.'
      : `The document has no case ${wanted}. It has:${titles}`,
  );
}

function lines({ title, result }: Run): string {
  const paths = result.runs.map(({ event, trace }) => {
    const path = trace?.map(({ node, outcome }) => `${node} (${outcome})`).join(' → ');
    return `    event ${event + 1}: ${path ?? 'no trigger takes it'}`;
  });
  const mark = result.failures.length === 0 ? 'pass' : 'FAIL';
  const failures = result.failures.map(({ message }) => `    ${message}`);
  return [`${mark}  ${title}`, ...paths, ...failures].join('\n');
}
