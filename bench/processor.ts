/** How much processor time processes took, as Linux tells it; elsewhere nothing is told and everything counts as zero. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second on every machine that this is likely to run on. */
const TICK_SECONDS = 0.01;

/** Seconds of processor time so far of each process with its children, those that have ended included. */
export function processorSeconds(
  pids: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const all = statistics();
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => {
      const family = all.filter((each) => each.pid === pid || each.parent === pid);
      const ended = family.find((each) => each.pid === pid)?.endedTicks ?? 0;
      const ticks = family.reduce((sum, { ownTicks }) => sum + ownTicks, ended);
      return [name, ticks * TICK_SECONDS];
    }),
  );
}

type Statistics = {
  readonly pid: number;
  readonly parent: number;
  readonly ownTicks: number;
  /** Of children that have ended. */
  readonly endedTicks: number;
};

function statistics(): readonly Statistics[] {
  return processes().flatMap((pid) => {
    const text = readOrNothing(`/proc/${pid}/stat`);
    // The name stands in brackets and may hold anything; the numbers begin after the last bracket.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent, own, ended] = [fields[1], both(fields, 11, 12), both(fields, 13, 14)];
    return parent === undefined ? [] : [{ pid, parent, ownTicks: own, endedTicks: ended }];
  });
}

function both(fields: readonly number[], first: number, second: number): number {
  return (fields[first] ?? 0) + (fields[second] ?? 0);
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
