/**
 * Edits of a decision table. I1. Every row has a cell for each column and a value for each name, whatever is added or removed.
 */
import { OPERATORS } from '@recipro/rules';
import type { OperatorEntry, ValueType } from '@recipro/rules';
import type { FactRef, TableCell, TableNode } from '@recipro/schema';
import { firstValue, operatorsFor } from './comparison-edit.ts';
import { refOf } from './fields.ts';

export type Given = TableNode['rows'][number]['give'][number];

/** Values of these kinds can be cut into regions, so that gaps and overlaps are found. */
const NEEDS: ReadonlySet<string> = new Set(['same', 'list', 'range', 'nothing']);

export function cellOperators(type: ValueType): readonly OperatorEntry[] {
  return operatorsFor(type === 'moment' ? 'text' : type).filter(({ needs }) => NEEDS.has(needs));
}

/** A first cell for a column whose values are of this type. */
export function newCell(type: ValueType, operator: string): TableCell {
  const entry = OPERATORS.find(({ name }) => name === operator);
  const value = firstValue(type, entry?.needs ?? 'same', undefined);
  return { operator, value: isCellValue(value) ? value : '' };
}

export function isCellValue(value: unknown): value is TableCell['value'] {
  const plain = (each: unknown) => ['string', 'number', 'boolean'].includes(typeof each);
  return Array.isArray(value) ? value.every(plain) : plain(value);
}

export function addInput(table: TableNode, ref: FactRef): TableNode {
  const rows = table.rows.map((row) => ({ ...row, when: [...row.when, null] }));
  return { ...table, inputs: [...table.inputs, refOf(ref)], rows };
}

/** Another value in the column; its cells asked about the one before. */
export function setInput(table: TableNode, column: number, ref: FactRef): TableNode {
  const inputs = table.inputs.map((input, at) => (at === column ? refOf(ref) : input));
  const rows = table.rows.map((row) => ({
    ...row,
    when: inputs.map((_, at) => (at === column ? null : (row.when[at] ?? null))),
  }));
  return { ...table, inputs, rows };
}

export function removeInput(table: TableNode, column: number): TableNode {
  const rows = table.rows.map((row) => ({ ...row, when: row.when.toSpliced(column, 1) }));
  return { ...table, inputs: table.inputs.toSpliced(column, 1), rows };
}

export function addOutput(table: TableNode): TableNode {
  let name = 'value';
  for (let count = 2; table.outputs.includes(name); count += 1) name = `value${count}`;
  const rows = table.rows.map((row) => ({ ...row, give: [...row.give, 0] }));
  return { ...table, outputs: [...table.outputs, name], rows };
}

export function removeOutput(table: TableNode, column: number): TableNode {
  const rows = table.rows.map((row) => ({ ...row, give: row.give.toSpliced(column, 1) }));
  return { ...table, outputs: table.outputs.toSpliced(column, 1), rows };
}

export function renameOutput(table: TableNode, column: number, name: string): TableNode {
  return { ...table, outputs: table.outputs.map((each, at) => (at === column ? name : each)) };
}

export function addRow(table: TableNode): TableNode {
  const like = table.rows.at(-1);
  const row = {
    when: table.inputs.map(() => null),
    give: table.outputs.map((_, at) => like?.give[at] ?? 0),
  };
  return { ...table, rows: [...table.rows, row] };
}

export function removeRow(table: TableNode, index: number): TableNode {
  return { ...table, rows: table.rows.toSpliced(index, 1) };
}

/** One place earlier; the first stays. */
export function raiseRow(table: TableNode, index: number): TableNode {
  const row = table.rows[index];
  if (index === 0 || row === undefined) return table;
  return { ...table, rows: table.rows.toSpliced(index, 1).toSpliced(index - 1, 0, row) };
}

export function setCell(
  table: TableNode,
  row: number,
  column: number,
  cell: TableCell | null,
): TableNode {
  // A document that was written by hand may have rows that are too short; they are made whole.
  return withRow(table, row, (each) => ({
    ...each,
    when: table.inputs.map((_, at) => (at === column ? cell : (each.when[at] ?? null))),
  }));
}

export function setGiven(table: TableNode, row: number, column: number, value: Given): TableNode {
  return withRow(table, row, (each) => ({
    ...each,
    give: table.outputs.map((_, at) => (at === column ? value : (each.give[at] ?? 0))),
  }));
}

type Row = TableNode['rows'][number];

function withRow(table: TableNode, index: number, change: (row: Row) => Row): TableNode {
  const row = table.rows[index];
  return row === undefined ? table : { ...table, rows: table.rows.with(index, change(row)) };
}
