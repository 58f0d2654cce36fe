/** Decision tables are edited whole: whatever is added or taken away, every row fits the columns. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TableNode } from '@recipro/schema';
import type { Workflow } from '@recipro/schema';
import {
  addInput,
  addOutput,
  addRow,
  cellOperators,
  edit,
  newCell,
  raiseRow,
  removeInput,
  removeOutput,
  removeRow,
  renameOutput,
  setCell,
  setGiven,
  setInput,
} from '../../editor/src/document/index.ts';

const EMPTY: TableNode = {
  id: 'table',
  kind: 'table',
  hit: 'first',
  inputs: [],
  outputs: ['points'],
  rows: [{ when: [], give: [0] }],
};
const REF = { fact: 'event', path: '$.data.total' } as const;

type Step = (table: TableNode) => TableNode;
const place = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>((table) => (table.inputs.length < 8 ? addInput(table, REF) : table)),
  fc.constant<Step>((table) => (table.outputs.length < 8 ? addOutput(table) : table)),
  fc.constant<Step>(addRow),
  place.map(
    (at): Step =>
      (table) =>
        removeInput(table, at),
  ),
  place.map(
    (at): Step =>
      (table) =>
        removeOutput(table, at),
  ),
  place.map(
    (at): Step =>
      (table) =>
        removeRow(table, at),
  ),
  place.map(
    (at): Step =>
      (table) =>
        raiseRow(table, at),
  ),
  place.map(
    (at): Step =>
      (table) =>
        setInput(table, at, { fact: 'customer', path: '$.id' }),
  ),
  fc.tuple(place, place).map(
    ([row, at]): Step =>
      (table) =>
        at < table.inputs.length
          ? setCell(table, row, at, newCell('number', 'lessThan'))
          : setGiven(table, row, 0, 7),
  ),
);

describe('a decision table', () => {
  it('keeps a cell for each column and a value for each name, through any edits', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const table = steps.reduce((so, change) => change(so), EMPTY);
        expect(TableNode.parse(table)).toEqual(table);
        for (const { when, give } of table.rows) {
          expect(when).toHaveLength(table.inputs.length);
          expect(give).toHaveLength(table.outputs.length);
        }
        expect(new Set(table.outputs).size).toBe(table.outputs.length);
      }),
    );
  });

  it('offers in a cell only what its gaps can be found for, with a value that suits', () => {
    for (const type of ['text', 'number', 'boolean', 'moment'] as const)
      for (const { name } of cellOperators(type)) {
        const cell = newCell(type, name);
        const table = setCell(addInput(EMPTY, REF), 0, 0, cell);
        expect(TableNode.parse(table)).toEqual(table);
      }
    expect(cellOperators('text').map(({ name }) => name)).not.toContain('startsWith');
  });

  it('forgets the cells of a column that asks about something else, and only those', () => {
    const two = addInput(addInput(EMPTY, REF), REF);
    const cell = newCell('number', 'equal');
    const full = setCell(setCell(two, 0, 0, cell), 0, 1, cell);
    expect(setInput(full, 0, REF).rows[0]?.when).toEqual([null, cell]);
    expect(renameOutput(full, 0, 'bonus').rows).toBe(full.rows);
  });
});

describe('a step with other settings', () => {
  const document: Workflow = {
    id: 'w',
    name: 'W',
    roles: [],
    nodes: [
      {
        id: 'split',
        kind: 'split',
        ways: [
          { out: 'a', percent: 50 },
          { out: 'b', percent: 50 },
        ],
      },
      { id: 'end', kind: 'end' },
    ],
    edges: [
      { from: 'split', out: 'a', to: 'end' },
      { from: 'split', out: 'b', to: 'end' },
    ],
  };

  it('loses the wires of ways that it no longer has, and keeps the others', () => {
    const node = {
      id: 'split',
      kind: 'split' as const,
      ways: [{ out: 'a' as const, percent: 100 }],
    };
    const edited = edit(document, { type: 'setStep', node });
    expect(edited.edges).toEqual([{ from: 'split', out: 'a', to: 'end' }]);
    expect(edited.nodes[0]).toEqual(node);
  });

  it('stays as it was when the schema would refuse it, or when it is of another kind', () => {
    const node = { id: 'split', kind: 'split' as const, ways: [] };
    expect(edit(document, { type: 'setStep', node })).toBe(document);
    const goal = { id: 'split', kind: 'goal' as const };
    expect(edit(document, { type: 'setStep', node: goal })).toBe(document);
  });
});
