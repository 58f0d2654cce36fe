/**
 * Brings a customer into the state that a case begins with, by events like any other: a workflow of its own with one trigger
 * for each state, and one that counts markers, by which a test knows that what was sent before has been evaluated.
 */
import { canonicalJson } from '@recipro/schema';
import type { Case, Json, Workflow } from '@recipro/schema';

export const MARKER = 'test.marker';
const MARKED_AT = '2020-01-01T00:00:00Z';

type Given = NonNullable<Case['given']>;
type Step = { readonly action: string; readonly params: Readonly<Record<string, Json>> };

/** The different states that the cases of a document begin with. */
function states(document: Workflow): readonly Given[] {
  const all = (document.cases ?? []).flatMap(({ given }) => (given === undefined ? [] : [given]));
  return [...new Map(all.map((given) => [canonicalJson(given), given])).values()];
}

/** The set-up workflow for all cases of a document whose roles are played. */
export function givenWorkflow(document: Workflow): Workflow {
  const nodes: Workflow['nodes'] = [];
  const edges: Workflow['edges'] = [];
  const from = document.roles[0]?.role ?? '';
  const draw = (event: string, steps: readonly Step[]) => {
    const number = nodes.length;
    nodes.push({ id: `n${number}`, kind: 'trigger', event, from });
    for (const [index, step] of steps.entries()) {
      const id = `n${number + index + 1}`;
      nodes.push({ id, kind: 'action', ...step });
      edges.push({ from: `n${number + index}`, out: index === 0 ? 'next' : 'done', to: id });
    }
  };
  draw(MARKER, [{ action: 'score.add', params: { name: MARKER, by: 1 } }]);
  for (const [index, given] of states(document).entries())
    draw(`test.given-${index}`, stepsOf(document, given));
  return { id: 'given', name: 'Given', roles: document.roles, nodes, edges };
}

/** What the first partner sends to bring a customer into this state. */
export function givenEvents(document: Workflow, given: Case['given']) {
  if (given === undefined) return [];
  const index = states(document).findIndex(
    (state) => canonicalJson(state) === canonicalJson(given),
  );
  const partner = document.roles[0]?.partner ?? '';
  return [{ partner, event: { id: 'given', type: `test.given-${index}`, time: MARKED_AT } }];
}

function stepsOf(document: Workflow, given: Given): readonly Step[] {
  const issuerOf = (currency: string) =>
    document.roles.find(({ suggestion }) =>
      suggestion?.currencies.some(({ code }) => code === currency),
    )?.role ?? '';
  return [
    ...(given.tags ?? []).map((tag) => ({ action: 'tag.add', params: { tag } })),
    ...(given.consents ?? []).map(({ purpose, partner }) => ({
      action: 'consent.record',
      params: { purpose, partner: { role: partner }, answer: 'granted' },
    })),
    ...Object.entries(given.scores ?? {}).map(([name, to]) => ({
      action: 'score.set',
      params: { name, to },
    })),
    ...Object.entries(given.balances ?? {}).map(([currency, amount]) => ({
      action: 'points.credit',
      params: { issuer: { role: issuerOf(currency) }, currency, amount },
    })),
  ];
}
