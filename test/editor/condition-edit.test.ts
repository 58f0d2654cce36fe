/** Conditions are edited on the saved JSON itself: every part can be reached, and what is not edited stays what it was. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Condition } from '@recipro/schema';
import type { Comparison } from '@recipro/schema';
import { OPERATORS } from '@recipro/rules';
import {
  addItem,
  ask,
  bareOf,
  compare,
  conditionSentence,
  hasRow,
  itemsOf,
  negate,
  operatorsFor,
  putItem,
  withBare,
} from '@recipro/editor/src/document/index.ts';
import type { Phrases } from '@recipro/editor/src/document/index.ts';

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
  fc.constant({ fact: 'score', params: { name: 'loyalty' } }),
);
const names = OPERATORS.map((operator) => operator.name);
const comparison: fc.Arbitrary<Comparison> = fc.record({
  fact: fc.constantFrom('event', 'customer', 'step:debit'),
  path: fc.constantFrom('$.data.fare.amountMinor', '$.tags', '$.data.items[0].name'),
  operator: fc.constantFrom(...names, 'someFact:equal', 'not:in'),
  value,
});
const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.record({ condition: fc.constantFrom('vip', 'local') }),
    fc.record({ all: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
}));

/** Walks down as the builder shows it and puts every part back as it is. */
function redrawn(condition: Condition): Condition {
  const { bare } = bareOf(condition);
  const items = itemsOf(bare);
  if (items === null) return withBare(condition, 'not' in bare ? redrawn(bare) : bare);
  const again = items.reduce((group, item, index) => putItem(group, index, redrawn(item)), bare);
  return withBare(condition, again);
}

function leaves(condition: Condition): readonly (Comparison | { condition: string })[] {
  const { bare } = bareOf(condition);
  if ('not' in bare) return leaves(bare);
  return itemsOf(bare)?.flatMap(leaves) ?? ('fact' in bare || 'condition' in bare ? [bare] : []);
}

const plain: Phrases = {
  fact: (ref) => `${ref.fact}${ref.path ?? ''}`,
  operator: (name) => name,
  value: (each) => JSON.stringify(each),
  both: (items) => items.join(' and '),
  either: (items) => items.join(' or '),
  not: (item) => `not ${item}`,
  named: (name) => `“${name}”`,
  nothing: 'nothing',
  proportion: (give, every, of) => `${give} for every ${every} of ${of}`,
};

describe('a condition in the builder', () => {
  it('is equal after every part of it was shown and put back', () => {
    fc.assert(
      fc.property(tree, (condition) => {
        expect(redrawn(condition)).toEqual(condition);
      }),
    );
  });

  it('stays valid when a part is added, negated or taken out, and the other parts stay the same', () => {
    fc.assert(
      fc.property(tree, comparison, fc.nat(3), (condition, item, at) => {
        const grown = addItem(condition, item);
        expect(leaves(grown)).toEqual([...leaves(condition), item]);
        expect(Condition.safeParse(grown).success).toBe(Condition.safeParse(condition).success);
        // A double `not` has no row of its own; it is shown as JSON.
        if (!('not' in bareOf(condition).bare))
          expect(negate(negate(condition))).toEqual(condition);
        const items = itemsOf(condition);
        if (items === null || items.length === 0) return;
        const index = at % items.length;
        const left = itemsOf(putItem(condition, index, null)) ?? [];
        expect(left).toHaveLength(items.length - 1);
        left.forEach((each, place) => expect(each).toBe(items[place < index ? place : place + 1]));
      }),
    );
  });

  it('names every comparison in its sentence', () => {
    fc.assert(
      fc.property(tree, (condition) => {
        const sentence = conditionSentence(condition, plain).toLowerCase();
        for (const leaf of leaves(condition))
          expect(sentence).toContain(
            ('condition' in leaf ? leaf.condition : leaf.operator).toLowerCase(),
          );
      }),
    );
  });

  it('has a row for every operator with a value of its type, and JSON for what no row can show', () => {
    for (const type of ['text', 'number', 'boolean', 'moment', 'list', 'place'] as const) {
      const field = { group: 'event', ref: { fact: 'event', path: '$.data.x' }, type } as const;
      const first = compare(field);
      expect(hasRow(first)).toBe(true);
      for (const operator of operatorsFor(type)) {
        const asked = ask(first, operator, type);
        expect(hasRow(asked)).toBe(true);
        // And back again, from each to each.
        for (const other of operatorsFor(type)) expect(hasRow(ask(asked, other, type))).toBe(true);
      }
    }
    const decorated = { fact: 'event', operator: 'someFact:equal', value: 1 };
    expect(hasRow(decorated)).toBe(false);
    expect(hasRow({ fact: 'event', operator: 'equal', value: { deep: [1] } })).toBe(false);
  });

  it('keeps a value that still fits when another field of the type is chosen', () => {
    const from = { fact: 'event', path: '$.data.a', operator: 'greaterThan', value: 7 };
    const other = {
      group: 'event',
      ref: { fact: 'event', path: '$.data.b' },
      type: 'number',
    } as const;
    expect(compare(other, from)).toEqual({ ...from, path: '$.data.b' });
    const text = { ...other, type: 'text', sample: 'JFK' } as const;
    expect(compare(text, from)).toMatchObject({ operator: 'equal', value: 'JFK' });
  });
});
