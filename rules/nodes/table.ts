/**
 * A decision table: `yes` with what the rows that apply give, `no` when none applies.
 * Where one row counts it is the first that applies: publishing refuses tables in which two could, and would give something else.
 */
import type { Condition, Json, TableNode } from '@recipro/schema';
import type { Ask } from '../ask.ts';
import type { ConditionCompiler } from '../conditions.ts';
import { tableProblems } from '../problems/table.ts';
import { readWanted } from '../read-fact.ts';
import type { RunState, StepKind } from '../step.ts';

type Row = TableNode['rows'][number];

export const table: StepKind<TableNode> = {
  outlets: () => ['yes', 'no'],

  problems: tableProblems,

  prepare: (node, parts) => {
    const rows = node.rows.map((row, index) => ({
      row,
      number: index + 1,
      compiled: parts.compileCondition(conditionOf(node, row)),
    }));
    return function* step(run) {
      const found = yield* applying(rows, takesAll(node), run);
      const taken = { node: node.id, kind: 'table' };
      if (found.length === 0) return { ...taken, outcome: 'no' };
      const result = together(
        node,
        found.map(({ row }) => row),
      );
      const params = { rows: found.map(({ number }) => number) };
      return { ...taken, outcome: 'yes', params, result };
    };
  },

  export: (node) => ({
    ways: [
      ...node.rows.map((row) => ({
        out: 'yes' as const,
        when: conditionOf(node, row),
        gives: given(node, row),
      })),
      { out: 'no', when: null },
    ],
    ...(takesAll(node) ? { adds: node.hit === 'sum' ? 'sum' : 'list' } : {}),
  }),
};

type Ready = {
  readonly row: Row;
  /** As people count: from 1. */
  readonly number: number;
  readonly compiled: ReturnType<ConditionCompiler>;
};

function* applying(
  rows: readonly Ready[],
  all: boolean,
  run: RunState,
): Generator<Ask, readonly Ready[], unknown> {
  const found: Ready[] = [];
  for (const row of rows) {
    let trace = row.compiled.evaluate(run.facts);
    // Each turn fills one slot, so this ends.
    while (trace === null) {
      yield* readWanted(run);
      trace = row.compiled.evaluate(run.facts);
    }
    if (trace.met !== true) continue;
    found.push(row);
    if (!all) break;
  }
  return found;
}

function takesAll({ hit }: TableNode): boolean {
  return hit === 'collect' || hit === 'sum';
}

/** A row whose cells are all open always applies; an empty `all` does too. */
function conditionOf({ inputs }: TableNode, { when }: Row): Condition {
  return {
    all: inputs.flatMap((input, column) => {
      const cell = when[column] ?? null;
      return cell === null ? [] : [{ ...input, ...cell }];
    }),
  };
}

function given({ outputs }: TableNode, { give }: Row): Record<string, Json> {
  return Object.fromEntries(outputs.map((name, column) => [name, give[column] ?? null]));
}

function together(node: TableNode, rows: readonly Row[]): Record<string, Json> {
  const [first] = rows;
  if (!takesAll(node) && first !== undefined) return given(node, first);
  return Object.fromEntries(
    node.outputs.map((name, column) => {
      const values = rows.map(({ give }) => give[column] ?? null);
      return [name, node.hit === 'sum' ? values.reduce<number>(plus, 0) : values];
    }),
  );
}

function plus(sum: number, value: Json): number {
  return sum + (typeof value === 'number' ? value : 0);
}
