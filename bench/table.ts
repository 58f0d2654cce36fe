/** What a person reads: standings and verdicts as tables. */
import type { HeatResult } from './heat.ts';
import type { Bound, Verdict } from './goal.ts';
import type { Standing } from './race.ts';
import type { Spread } from './statistics.ts';

export function tableOf(
  heat: { readonly name: string; readonly what: string },
  result: HeatResult,
): string {
  const parts = [
    `\n${heat.name}: ${heat.what}`,
    grid([
      ['contestant', 'a second', 'range', 'p99 ms', 'wrong laps', ''],
      ...result.standings.map(standingRow),
    ]),
  ];
  if (result.verdicts.length > 0)
    parts.push(
      grid([['goal', '', 'measured', 'range', 'asked', 'met'], ...result.verdicts.map(verdictRow)]),
    );
  return [...parts, ...result.notes.map((note) => `  ${note}`)].join('\n');
}

function standingRow({ name, what, laps, perSecond }: Standing): readonly string[] {
  const p99 = laps
    .map(({ figures }) => figures['acceptP99Ms'])
    .filter((each) => each !== undefined);
  const wrong = laps.filter(({ faults }) => faults.length > 0).length;
  return [
    name,
    figure(perSecond.median),
    range(perSecond),
    p99.length === 0 ? '' : figure(p99.toSorted((a, b) => a - b)[Math.floor(p99.length / 2)] ?? 0),
    wrong === 0 ? '' : String(wrong),
    what,
  ];
}

function verdictRow({ id, what, unit, value, bound, met }: Verdict): readonly string[] {
  const words = unit === 'ratio' ? '×' : ` ${unit}`;
  return [
    id,
    what,
    `${figure(value.median)}${words}`,
    range(value),
    `${boundWords(bound)}${words}`,
    met ? 'yes' : 'NO',
  ];
}

function boundWords(bound: Bound): string {
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

function range({ least, most }: Spread): string {
  return least === most ? '' : `${figure(least)} – ${figure(most)}`;
}

/** Three figures that count. */
function figure(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

function grid(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, text] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, text.length);
  return rows
    .map((row) =>
      `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    )
    .join('\n');
}
