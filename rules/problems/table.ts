/**
 * What is wrong with a decision table: its shape, and what its rows say together. Overlaps are found exactly; gaps and
 * rows that never apply are looked for through at most STEPS_MAX cases, which is more than tables that people read have.
 */
import type { Diagnostic, TableNode } from '@recipro/schema';
import type { Site } from '../step.ts';
import { comparisonProblems } from './comparison.ts';
import { factProblems, sayAt } from './fact.ts';
import { holdsIn, isOpen, regionsOf } from './regions.ts';
import type { Region } from './regions.ts';

const STEPS_MAX = 20_000;

export function tableProblems(node: TableNode, site: Site): Diagnostic[] {
  const say = sayAt({ pointer: site.pointer, node: node.id });
  if (node.inputs.length === 0)
    return [say('table-empty', 'The table asks about nothing. Add a column.')];
  if (node.rows.length === 0) return [say('table-empty', 'The table has no rows. Add one.')];
  const ragged = node.rows.findIndex(
    ({ when, give }) => when.length !== node.inputs.length || give.length !== node.outputs.length,
  );
  if (ragged !== -1) {
    return [say('table-ragged', `Row ${ragged + 1} does not fit the columns.`, `/rows/${ragged}`)];
  }
  const problems = [...outputProblems(node, say), ...cellProblems(node, site)];
  return problems.length > 0 ? problems : togetherProblems(node, say);
}

type Say = ReturnType<typeof sayAt>;

function outputProblems({ outputs, rows, hit }: TableNode, say: Say): Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (new Set(outputs).size < outputs.length) {
    problems.push(
      say('table-output-doubled', 'Two values that a row gives have the same name.', '/outputs'),
    );
  }
  const row = rows.findIndex(({ give }) => give.some((value) => typeof value !== 'number'));
  if (hit === 'sum' && row !== -1) {
    const message = `Row ${row + 1} gives something that is no number, and cannot be added up.`;
    problems.push(say('table-not-a-number', message, `/rows/${row}/give`));
  }
  return problems;
}

function cellProblems(node: TableNode, site: Site): Diagnostic[] {
  const place = { site, pointer: site.pointer, node: node.id };
  const columns = node.inputs.flatMap((input, column) =>
    factProblems(input, { ...place, pointer: `${site.pointer}/inputs/${column}` }),
  );
  if (columns.length > 0) return columns;
  return node.rows.flatMap(({ when }, row) =>
    when.flatMap((cell, column) => {
      const input = node.inputs[column];
      if (cell === null || input === undefined) return [];
      const pointer = `${site.pointer}/rows/${row}/when/${column}`;
      const problems = comparisonProblems({ ...input, ...cell }, { ...place, pointer });
      if (problems.length > 0 || isOpen(cell)) return problems;
      const message = `"${cell.operator}" cannot stand in a table. Ask a question before it.`;
      return [sayAt({ pointer, node: node.id })('table-operator', message, '/operator')];
    }),
  );
}

/** For each row and column, the regions in which the row applies. */
type Box = readonly (readonly boolean[])[];

function togetherProblems(node: TableNode, say: Say): Diagnostic[] {
  const columns = node.inputs.map((_, column) =>
    regionsOf(
      node.rows.flatMap(({ when }) => when[column] ?? []),
      false,
    ),
  );
  const boxes = node.rows.map(({ when }): Box =>
    columns.map((regions, column) => {
      const cell = when[column] ?? null;
      return regions.map((region) => cell === null || holdsIn(cell, region));
    }),
  );
  return [
    ...overlaps(node, boxes, say),
    ...(node.hit === 'first' ? hidden(boxes, columns, say) : []),
    ...gaps(node, boxes, columns, say),
  ];
}

function overlaps({ hit, rows }: TableNode, boxes: readonly Box[], say: Say): Diagnostic[] {
  if (hit !== 'unique' && hit !== 'any') return [];
  return boxes.flatMap((box, row) => {
    const other = boxes.findIndex(
      (earlier, index) =>
        index < row &&
        meet(earlier, box) &&
        (hit === 'unique' || JSON.stringify(rows[index]?.give) !== JSON.stringify(rows[row]?.give)),
    );
    if (other === -1) return [];
    const both = `Rows ${other + 1} and ${row + 1} can both apply`;
    const message =
      hit === 'unique'
        ? `${both}. Make them exclude each other, or let the first count.`
        : `${both}, and do not give the same.`;
    return [say('table-overlap', message, `/rows/${row}`)];
  });
}

function meet(a: Box, b: Box): boolean {
  return a.every((column, index) => column.some((is, region) => is && b[index]?.[region] === true));
}

/** Rows that earlier rows leave nothing for. */
function hidden(boxes: readonly Box[], columns: Columns, say: Say): Diagnostic[] {
  const budget = { left: STEPS_MAX };
  return boxes.flatMap((box, row) => {
    if (uncovered(boxes.slice(0, row), columns, box, budget) !== null || budget.left <= 0)
      return [];
    const message = `Row ${row + 1} never applies: rows before it take all that it could.`;
    return [warning(say('table-row-hidden', message, `/rows/${row}`))];
  });
}

function gaps(node: TableNode, boxes: readonly Box[], columns: Columns, say: Say): Diagnostic[] {
  const whole: Box = columns.map((regions) => regions.map(() => true));
  const gap = uncovered(boxes, columns, whole, { left: STEPS_MAX });
  if (gap === null) return [];
  const named = gap.map(({ words }, column) => `${nameOf(node.inputs[column])} is ${words}`);
  const message = `No row applies where ${named.join(' and ')}; then the way out is "no".`;
  return [warning(say('table-gap', message, '/rows'))];
}

type Columns = readonly (readonly Region[])[];

/** A place inside the box that none of the boxes covers. Null where there is none, or the search took too long. */
function uncovered(
  boxes: readonly Box[],
  columns: Columns,
  within: Box,
  budget: { left: number },
  column = 0,
): readonly Region[] | null {
  budget.left -= 1;
  if (budget.left <= 0) return null;
  const regions = columns[column];
  if (regions === undefined) return boxes.length === 0 ? [] : null;
  for (const [index, region] of regions.entries()) {
    if (within[column]?.[index] !== true) continue;
    const still = boxes.filter((box) => box[column]?.[index] === true);
    const rest = uncovered(still, columns, within, budget, column + 1);
    if (rest !== null) return [region, ...rest];
  }
  return null;
}

function warning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

function nameOf(input: TableNode['inputs'][number] | undefined): string {
  return input?.path?.replace(/^\$\.(data\.)?/, '') ?? input?.fact ?? '';
}
