/** What every template's document keeps to, so that a marketer who opens it finds it readable and ready. */
import { describe, expect, it } from 'vitest';
import { builtInActions } from '@recipro/actions';
import { Workflow } from '@recipro/schema';
import { template, templateFiles, templateText } from './template.ts';

const STEPS_MAX = 17;

it('there are templates to choose from', () => {
  expect(templateFiles.length).toBeGreaterThanOrEqual(3);
});

describe.each(templateFiles)('%s', (file) => {
  const document = template(file);

  it('is a workflow document, and nothing in it is lost or added when it is read', () => {
    expect(Workflow.parse(JSON.parse(templateText(file)))).toEqual(JSON.parse(templateText(file)));
    expect(document.$schema).toBe('../schema/workflow.schema.json');
    expect(`${document.id}.json`).toBe(file);
  });

  it('says what it is for, and names each step in plain words', () => {
    expect(document.description?.length).toBeGreaterThan(80);
    for (const node of document.nodes) expect(node.title, node.id).toMatch(/^[A-Z0-9].{4,40}$/);
    const titles = document.nodes.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it(`can be read at a glance: at most ${STEPS_MAX} steps`, () => {
    expect(document.nodes.length).toBeLessThanOrEqual(STEPS_MAX);
  });

  it('leaves the choice of partners open and suggests one for each role', () => {
    for (const role of document.roles) {
      expect(role.partner).toBeNull();
      expect(role.suggestion, role.role).toBeDefined();
    }
  });

  it('leads on from every question, and from every refusal where success leads on', () => {
    const leads = (from: string, out: string) =>
      document.edges.some((edge) => edge.from === from && edge.out === out);
    const open = document.nodes.flatMap(({ id, ...node }) => {
      if (node.kind === 'trigger') return leads(id, 'next') ? [] : [id];
      if (node.kind === 'condition') return leads(id, 'yes') && leads(id, 'no') ? [] : [id];
      if (node.kind !== 'action' || builtInActions.get(node.action)?.declines !== true) return [];
      return leads(id, 'done') === leads(id, 'declined') ? [] : [id];
    });
    expect(open).toEqual([]);
  });

  it('gives its actions only parameters that they take', () => {
    for (const node of document.nodes) {
      if (node.kind !== 'action') continue;
      const parsed = builtInActions.get(node.action)?.params.safeParse(node.params);
      expect(parsed?.error?.issues ?? [], node.id).toEqual([]);
    }
  });

  it('carries cases that reach every step', () => {
    const cases = document.cases ?? [];
    expect(cases.length).toBeGreaterThanOrEqual(8);
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
    expect(cases.every((one) => one.expect !== undefined)).toBe(true);
  });
});
