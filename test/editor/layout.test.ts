/** Where steps stand: nothing overlaps, wires go down, and adding a step moves only what is below. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edit, layout, overlap, reachableFrom } from '@recipro/editor/src/document/index.ts';
import type { Workflow } from '@recipro/schema';
import { changeFrom, dice, started } from './drawing.ts';

const drawn = fc.array(dice, { maxLength: 80 }).map((rolls) => {
  let document = started;
  for (const roll of rolls) document = edit(document, changeFrom(document, roll));
  return document;
});

function overlaps(document: Workflow): readonly string[] {
  const places = [...layout(document)];
  return places.flatMap(([id, place], index) =>
    places
      .slice(index + 1)
      .filter(([, other]) => overlap(place, other))
      .map(([other]) => `${id} and ${other}`),
  );
}

describe('the layout', () => {
  it('never puts one step over another, and leads every wire down', () => {
    fc.assert(
      fc.property(drawn, (random) => {
        const document = edit(random, { type: 'tidy' });
        expect(overlaps(document)).toEqual([]);
        const places = layout(document);
        for (const edge of document.edges)
          expect(places.get(edge.to)?.y).toBeGreaterThan(places.get(edge.from)?.y ?? Infinity);
      }),
      { numRuns: 100 },
    );
  });

  it('makes room around a step that was placed by hand', () => {
    const place = layout(started).get('end') ?? { x: 0, y: 0 };
    const moved = edit(started, { type: 'placeSteps', places: { debit: place } });
    expect(layout(moved).get('debit')).toEqual(place);
    expect(overlaps(moved)).toEqual([]);
  });

  it('moves only the steps below when one is added', () => {
    const node = { id: 'new', kind: 'action', action: 'x.y', params: {} } as const;
    const next = edit(started, { type: 'insertStep', node, after: { from: 'pays', out: 'yes' } });
    const [before, after] = [layout(started), layout(next)];
    const below = reachableFrom(next, 'new');
    for (const { id } of started.nodes)
      if (!below.has(id)) expect(after.get(id)).toEqual(before.get(id));
  });

  it('lays out a thousand steps at once', () => {
    const nodes = Array.from({ length: 1000 }, (_, index) => ({
      id: `s${index}`,
      kind: 'condition' as const,
      conditions: { all: [] },
    }));
    const edges = nodes.flatMap(({ id }, index) => {
      const half = Math.floor((index - 1) / 2);
      const out = index % 2 === 1 ? ('yes' as const) : ('no' as const);
      return index === 0 ? [] : [{ from: `s${half}`, out, to: id }];
    });
    expect(overlaps({ ...started, nodes, edges })).toEqual([]);
  });
});
