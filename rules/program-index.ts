/**
 * Finds the programs that take an event, without looking at the others.
 * Under each sender and type a program stands under the most selective value that it wants of the event, so the cost
 * follows the number of programs that take the event, not the number that are live.
 * I1. It finds the programs whose trigger takes the event and whose guards it passes, in the order given, each once.
 */
import type { Event } from '@recipro/schema';
import { passes } from './guard.ts';
import type { Guard } from './guard.ts';
import { readKeys } from './path.ts';
import type { Keys } from './path.ts';
import type { Program } from './program.ts';

type Entry = {
  readonly program: Program;
  /** Its place in the order given. */
  readonly place: number;
  readonly guards: readonly Guard[];
};

type Shelf = {
  /** Programs that want no certain value. */
  readonly open: readonly Entry[];
  readonly byPath: readonly { readonly keys: Keys; readonly byValue: Map<unknown, Entry[]> }[];
};

const NONE: readonly Program[] = [];

export function indexPrograms(programs: readonly Program[]): (event: Event) => readonly Program[] {
  const bySource = new Map<string, Map<string, Shelf>>();
  for (const [partner, byType] of entriesOf(programs)) {
    const shelves = [...byType].map(([type, entries]) => [type, shelve(entries)] as const);
    bySource.set(partner, new Map(shelves));
  }
  return (event) => {
    const shelf = bySource.get(event.source)?.get(event.type);
    return shelf === undefined ? NONE : found(shelf, event);
  };
}

function entriesOf(
  programs: readonly Program[],
): ReadonlyMap<string, ReadonlyMap<string, readonly Entry[]>> {
  const bySource = new Map<string, Map<string, Entry[]>>();
  for (const [place, program] of programs.entries()) {
    for (const { type, partner, guards } of program.triggers) {
      if (partner === null) continue;
      const byType = bySource.get(partner) ?? new Map<string, Entry[]>();
      const entries = byType.get(type) ?? [];
      // An event starts at the first trigger that takes it, and at no other.
      if (entries.at(-1)?.place !== place) entries.push({ program, place, guards });
      bySource.set(partner, byType.set(type, entries));
    }
  }
  return bySource;
}

/** Puts each entry under the value it shares with the fewest others; of equals, under the path that most entries use. */
function shelve(entries: readonly Entry[]): Shelf {
  const uses = new Map<string, { total: number; readonly byValue: Map<unknown, number> }>();
  for (const { path, values } of entries.flatMap(({ guards }) => guards)) {
    const use = uses.get(path) ?? { total: 0, byValue: new Map<unknown, number>() };
    use.total += 1;
    for (const value of values) use.byValue.set(value, (use.byValue.get(value) ?? 0) + 1);
    uses.set(path, use);
  }
  const shared = ({ path, values }: Guard) =>
    Math.max(0, ...[...values].map((value) => uses.get(path)?.byValue.get(value) ?? 0));
  const spread = ({ path }: Guard) => -(uses.get(path)?.total ?? 0);
  const open: Entry[] = [];
  const byPath = new Map<
    string,
    { readonly keys: Keys; readonly byValue: Map<unknown, Entry[]> }
  >();
  for (const entry of entries) {
    const [best] = entry.guards.toSorted((a, b) => shared(a) - shared(b) || spread(a) - spread(b));
    if (best === undefined) {
      open.push(entry);
      continue;
    }
    const { keys, byValue } = byPath.get(best.path) ?? { keys: best.keys, byValue: new Map() };
    for (const value of best.values) {
      const list = byValue.get(value);
      if (list === undefined) byValue.set(value, [entry]);
      else list.push(entry);
    }
    byPath.set(best.path, { keys, byValue });
  }
  return { open, byPath: [...byPath.values()] };
}

function found({ open, byPath }: Shelf, event: Event): readonly Program[] {
  const taking = open.slice();
  for (const { keys, byValue } of byPath) {
    for (const entry of byValue.get(readKeys(event, keys)) ?? []) {
      if (passes(entry.guards, event)) taking.push(entry);
    }
  }
  if (byPath.length > 0) taking.sort((a, b) => a.place - b.place);
  return taking.map(({ program }) => program);
}
