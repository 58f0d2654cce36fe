/** Every template's own cases hold in the simulator, and every number in it is held in place by one of them. */
import { describe, expect, it } from 'vitest';
import { builtInActions } from '@recipro/actions';
import { simulate, validate } from '@recipro/rules';
import { ISO_CURRENCIES, Workflow } from '@recipro/schema';
import type { Case, CaseFailure } from '@recipro/schema';
import { currenciesOf, partnersOf, played, templates } from './template.ts';

const NOW_MS = Date.parse('2026-05-04T12:00:00Z');

function failures(document: Workflow, one: Case): readonly CaseFailure[] {
  const currencies = currenciesOf(document);
  return simulate({ document, case: one, actions: builtInActions, currencies, nowMs: NOW_MS })
    .failures;
}

/** The document once for each whole number in its steps, with that number one higher. */
function withOneNumberChanged(document: Workflow): readonly { place: string; changed: Workflow }[] {
  const found: { place: string; changed: Workflow }[] = [];
  const visit = (value: unknown, place: string, put: (changed: unknown) => unknown): void => {
    if (typeof value === 'number') found.push({ place, changed: Workflow.parse(put(value + 1)) });
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value))
      visit(item, `${place}/${key}`, (changed) =>
        put(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }),
      );
  };
  visit(document.nodes, '/nodes', (nodes) => ({ ...document, nodes }));
  return found;
}

describe.each(templates.map((document) => [document.id, document] as const))(
  '%s',
  (_, template) => {
    const document = played(template);

    it('has nothing to object to once every role has its partner', () => {
      const known = {
        actions: builtInActions,
        currencies: currenciesOf(template),
        partners: partnersOf(template),
      };
      expect(validate(document, known)).toEqual([]);
    });

    it('can be tried before any partner exists: only the roles are missing', () => {
      const known = { actions: builtInActions, currencies: ISO_CURRENCIES, partners: [] };
      const problems = validate(template, known);
      expect(problems.filter(({ severity }) => severity === 'error')).not.toEqual([]);
      expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['role-without-partner']));
      for (const one of template.cases ?? [])
        expect(failures(template, one), one.title).toEqual([]);
    });

    it.each((document.cases ?? []).map((one) => [one.title, one] as const))('%s', (_title, one) => {
      expect(failures(document, one)).toEqual([]);
    });

    it('reaches every step in one of its cases', () => {
      const reached = new Set<string>();
      for (const one of document.cases ?? []) {
        const currencies = currenciesOf(document);
        const input = { document, case: one, actions: builtInActions, currencies, nowMs: NOW_MS };
        for (const { trace } of simulate(input).runs)
          for (const step of trace ?? []) reached.add(step.node);
      }
      expect(document.nodes.map(({ id }) => id).filter((id) => !reached.has(id))).toEqual([]);
    });

    it.each(withOneNumberChanged(document).map(({ place, changed }) => [place, changed] as const))(
      'would not pass its cases with another number at %s',
      (_place, changed) => {
        const broken = (changed.cases ?? []).filter((one) => failures(changed, one).length > 0);
        expect(broken.map(({ title }) => title)).not.toEqual([]);
      },
    );

    it('gives the same result twice, and changes nothing that it is given', () => {
      const before = JSON.stringify(document);
      for (const one of document.cases ?? []) {
        const currencies = currenciesOf(document);
        const input = { document, case: one, actions: builtInActions, currencies, nowMs: NOW_MS };
        expect(simulate(input)).toEqual(simulate(input));
      }
      expect(JSON.stringify(document)).toBe(before);
    });
  },
);
