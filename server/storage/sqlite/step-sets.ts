/**
 * Which steps of a run ended with `done`, as the number of a set that many runs share: a row for every step of every run would be
 * the most scattered writing of all.
 */
import type Database from 'better-sqlite3';

export type StepSets = {
  /** The number of the set of these steps. */
  of(workflow: string, nodes: readonly string[]): number;
  /** Forgets sets whose rows were rolled back. */
  forget(): void;
};

/** Sets held in memory; with more, all are looked up again. */
const HELD_MAX = 10_000;

export function stepSets(raw: Database.Database): StepSets {
  const find = raw
    .prepare<[string, string], number>('SELECT no FROM step_sets WHERE workflow = ? AND nodes = ?')
    .pluck();
  const add = raw.prepare<[string, string]>(
    'INSERT INTO step_sets (workflow, nodes) VALUES (?, ?)',
  );
  const addNode = raw.prepare<[string, string, number]>(
    'INSERT INTO step_set_nodes (workflow, node, step_set) VALUES (?, ?, ?)',
  );
  const known = new Map<string, number>();

  function insert(workflow: string, set: string, nodes: ReadonlySet<string>): number {
    const no = Number(add.run(workflow, set).lastInsertRowid);
    for (const node of nodes) addNode.run(workflow, node, no);
    return no;
  }

  return {
    of(workflow, done) {
      const nodes = new Set(done.toSorted());
      const set = JSON.stringify([...nodes]);
      const key = `${workflow} ${set}`;
      const no = known.get(key) ?? find.get(workflow, set) ?? insert(workflow, set, nodes);
      if (known.size >= HELD_MAX) known.clear();
      known.set(key, no);
      return no;
    },

    forget() {
      known.clear();
    },
  };
}
