/**
 * What is wrong with a workflow, in words: where, what, and how to mend it. Errors refuse publishing; drafts always save.
 * I1. It never throws and is bounded, whatever the document is. I2. A code never changes its meaning.
 */
import type { ActionCatalog, Currency, Diagnostic, Json, Workflow } from '@recipro/schema';
import { RESERVED_NAME } from './export.ts';
import { graphOf, stepsBefore } from './graph.ts';
import { KINDS } from './nodes/kinds.ts';
import { conditionProblems } from './problems/condition.ts';
import { graphProblems } from './problems/graph.ts';
import { samplesBefore } from './problems/sample.ts';
import type { Site } from './step.ts';

export type Known = {
  readonly actions: ActionCatalog;
  /** Left out, currencies are not checked. */
  readonly currencies?: readonly Currency[];
  /** Left out, any partner counts as known. */
  readonly partners?: readonly { readonly id: string; readonly name: string }[];
};

export function validate(document: Workflow, known: Known): Diagnostic[] {
  const graph = graphOf(document);
  const common = { document, actions: known.actions, currencies: currenciesOf(document, known) };
  const steps = document.nodes.flatMap((node, index) => {
    // Few steps read what another did, so the way back is walked only when one asks.
    let before: ReadonlySet<string> | null = null;
    const comesBefore = (id: string) => (before ??= stepsBefore(graph, node.id)).has(id);
    let seen: readonly Json[] | null = null;
    const samples = () => (seen ??= samplesBefore(document, comesBefore));
    const site: Site = { ...common, pointer: `/nodes/${index}`, comesBefore, samples };
    return KINDS[node.kind].problems(node, site);
  });
  const site: Site = {
    ...common,
    pointer: '/conditions',
    comesBefore: () => true,
    samples: () => [],
  };
  return withoutRepeats([
    ...roleListProblems(document, known),
    ...namedProblems(document, site),
    ...graphProblems(document, known.actions),
    ...steps,
    ...caseProblems(document),
  ]);
}

/** What the partners suggested for the roles would issue counts as known: a template can be tried before they exist. */
function currenciesOf(document: Workflow, { currencies }: Known): ReadonlySet<string> | null {
  if (currencies === undefined) return null;
  const suggested = document.roles.flatMap(({ suggestion }) => suggestion?.currencies ?? []);
  return new Set([...currencies, ...suggested].map(({ code }) => code));
}

function roleListProblems(document: Workflow, { partners }: Known): Diagnostic[] {
  const seen = new Set<string>();
  return document.roles.flatMap(({ role, title, partner }, index) => {
    const problems: Diagnostic[] = [];
    const say = (code: string, message: string, at: string) =>
      problems.push({ severity: 'error', code, message, pointer: `/roles/${index}/${at}` });
    if (seen.has(role)) say('role-doubled', `Two roles are called "${role}".`, 'role');
    seen.add(role);
    if (partner !== null && partners !== undefined && !partners.some(({ id }) => id === partner)) {
      say(
        'partner-unknown',
        `"${title}" is played by "${partner}", who is not a partner here.`,
        'partner',
      );
    }
    return problems;
  });
}

function namedProblems(document: Workflow, site: Site): Diagnostic[] {
  return Object.entries(document.conditions ?? {}).flatMap(([name, condition]) => {
    const pointer = `/conditions/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const problems = conditionProblems(condition, site, pointer);
    if (!RESERVED_NAME.test(name)) return problems;
    const message = `A condition cannot be called "${name}"; exported rules use such names.`;
    return [...problems, { severity: 'error', code: 'condition-name-reserved', message, pointer }];
  });
}

function caseProblems(document: Workflow): Diagnostic[] {
  const roles = new Set(document.roles.map(({ role }) => role));
  return (document.cases ?? []).flatMap(({ events }, index) =>
    events.flatMap(({ from }, place): Diagnostic[] =>
      roles.has(from)
        ? []
        : [
            {
              severity: 'warning',
              code: 'case-role-unknown',
              message: `A sample event comes from "${from}", which is not a role.`,
              pointer: `/cases/${index}/events/${place}/from`,
            },
          ],
    ),
  );
}

function withoutRepeats(problems: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return problems.filter(({ code, node, pointer, message }) => {
    const key = JSON.stringify([code, node, pointer, message]);
    const repeated = seen.has(key);
    seen.add(key);
    return !repeated;
  });
}
