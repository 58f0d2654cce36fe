/**
 * Edits of the groups of a condition, on the saved JSON itself: there is no second form to convert to, so nothing can get lost on the way.
 * A `not` is a mark on what it encloses. I1. Only the part that is edited changes; every other part keeps its identity.
 */
import type { Condition } from '@recipro/schema';

/** A condition without its `not`, and whether it had one. */
export type Bare = { readonly negated: boolean; readonly bare: Condition };

export function bareOf(condition: Condition): Bare {
  return 'not' in condition
    ? { negated: true, bare: condition.not }
    : { negated: false, bare: condition };
}

export function negate(condition: Condition): Condition {
  return 'not' in condition ? condition.not : { not: condition };
}

/** The same condition with its bare part replaced; a `not` around it stays. */
export function withBare(condition: Condition, bare: Condition): Condition {
  return 'not' in condition ? { not: bare } : bare;
}

/** The parts of a group, or null for what is none. */
export function itemsOf(condition: Condition): readonly Condition[] | null {
  if ('all' in condition) return condition.all;
  return 'any' in condition ? condition.any : null;
}

function withItems(group: Condition, items: readonly Condition[]): Condition {
  return 'any' in group ? { any: items } : { all: items };
}

/** Adds a part. What is not a group becomes the first part of one. */
export function addItem(condition: Condition, item: Condition): Condition {
  const { bare, negated } = bareOf(condition);
  const items = itemsOf(bare);
  if (items === null) return { all: [condition, item] };
  const grown = withItems(bare, [...items, item]);
  return negated ? { not: grown } : grown;
}

/** Replaces the part at this place, or takes it out when null. */
export function putItem(group: Condition, index: number, item: Condition | null): Condition {
  const items = itemsOf(group) ?? [];
  return withItems(group, item === null ? items.toSpliced(index, 1) : items.with(index, item));
}
