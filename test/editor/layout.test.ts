/** Where steps stand: nothing overlaps, wires go down, and adding a step moves only what is below. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  edit,
  graph,
  layout,
  leadingTo,
  overlap,
  reachableFrom,
} from '@recipro/editor/src/document/index.ts';
import type { Place } from '@recipro/editor/src/document/index.ts';
import type { Node } from '@recipro/schema';
import { changeFrom, dice, started } from './drawing.ts';

const drawn = fc.array(dice, { maxLength: 80 }).map((rolls) => {
  let document = started;
  for (const roll of rolls) document = edit(document, changeFrom(document, roll));
  return document;
});

function overlaps(drawing: ReadonlyMap<string, Place>): readonly string[] {
  const places = [...drawing];
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
        const places = layout(document);
        expect(overlaps(places)).toEqual([]);
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
    expect(overlaps(layout(moved))).toEqual([]);
  });

  it('moves only the steps below when one is added, anywhere in any drawing, and nothing overlaps', () => {
    const adding = fc.tuple(drawn, fc.nat(1000), fc.constantFrom('condition', 'action'));
    fc.assert(
      fc.property(adding, ([random, pick, kind]) => {
        const document = edit(random, { type: 'tidy' });
        const before = graph(document, () => true);
        const ways = before.cards.flatMap(({ id, ways: out }) =>
          out.map((way) => ({ from: id, out: way.out })),
        );
        const after = ways[pick % Math.max(ways.length, 1)] ?? null;
        const node: Node =
          kind === 'action'
            ? { id: 'new', kind, action: 'x.y', params: {} }
            : { id: 'new', kind: 'condition', conditions: { all: [] } };
        const next = edit(document, { type: 'insertStep', node, after });
        const drawing = graph(next, () => true, before);
        const places = new Map(drawing.cards.map(({ id, place }) => [id, place]));
        const below = reachableFrom(next, 'new');
        for (const { id, place } of before.cards)
          if (!below.has(id)) expect(places.get(id)).toEqual(place);
        expect(overlaps(places)).toEqual([]);
        for (const edge of next.edges)
          expect(places.get(edge.to)?.y).toBeGreaterThan(places.get(edge.from)?.y ?? Infinity);
      }),
      { numRuns: 300 },
    );
  });

  it('knows the steps before one as those from which it can be reached', () => {
    fc.assert(
      fc.property(drawn, (document) => {
        for (const { id } of document.nodes) {
          const before = document.nodes.filter((node) => reachableFrom(document, node.id).has(id));
          expect(leadingTo(document, id)).toEqual(new Set(before.map((node) => node.id)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('stays as it is while words and settings are edited, and is drawn anew by tidying up', () => {
    const node: Node = { id: 'new', kind: 'condition', conditions: { all: [] } };
    const next = edit(started, { type: 'insertStep', node, after: { from: 'pays', out: 'yes' } });
    const drawing = graph(
      next,
      () => true,
      graph(started, () => true),
    );
    const named = edit(next, { type: 'setTitle', id: 'new', title: 'Other' });
    const again = graph(named, () => true, drawing);
    expect(again.cards.map(({ place }) => place)).toEqual(drawing.cards.map(({ place }) => place));
    const tidied = graph(named, () => true, again, true);
    expect(new Map(tidied.cards.map(({ id, place }) => [id, place]))).toEqual(layout(named));
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
    expect(overlaps(layout({ ...started, nodes, edges }))).toEqual([]);
  });
});
