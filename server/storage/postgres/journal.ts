/**
 * What a batch holds in memory before it is written, with one thing that plain maps and lists cannot do: take back what one event did.
 * Only changes made through the journal are taken back; what was merely read stays known.
 */
export type Journal = {
  set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void;
  add<Item>(set: Set<Item>, item: Item): void;
  push<Item>(list: Item[], item: Item): void;
  /** What was done since the last `keep` stays. */
  keep(): void;
  /** What was done since the last `keep` never was. */
  drop(): void;
};

export function journal(): Journal {
  let undo: (() => void)[] = [];
  return {
    set(map, key, value) {
      const before = map.get(key);
      undo.push(() => {
        if (before === undefined) map.delete(key);
        else map.set(key, before);
      });
      map.set(key, value);
    },
    add(set, item) {
      if (set.has(item)) return;
      undo.push(() => {
        set.delete(item);
      });
      set.add(item);
    },
    push(list, item) {
      undo.push(() => {
        list.pop();
      });
      list.push(item);
    },
    keep() {
      undo = [];
    },
    drop() {
      for (const step of undo.toReversed()) step();
      undo = [];
    },
  };
}
