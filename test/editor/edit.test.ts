/** What every edit of a workflow promises, over random edits and over the ones that people make most. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workflow } from '@recipro/schema';
import {
  apply,
  edgesInto,
  edit,
  reachableFrom,
  redo,
  startHistory,
  undo,
} from '@recipro/editor/src/document/index.ts';
import type { Change } from '@recipro/editor/src/document/index.ts';
import { changeFrom, dice, started } from './drawing.ts';

const wires = (document: Workflow) =>
  document.edges.map((edge) => `${edge.from}.${edge.out}>${edge.to}`).toSorted();

const coupon = { id: 'coupon', kind: 'action', action: 'voucher.issue', params: {} } as const;

describe('an edit', () => {
  it('keeps every document valid, every way out single, and every path free of circles', () => {
    fc.assert(
      fc.property(fc.array(dice, { minLength: 1, maxLength: 60 }), (rolls) => {
        let document = started;
        for (const roll of rolls) {
          document = edit(document, changeFrom(document, roll));
          expect(Workflow.safeParse(document).error).toBeUndefined();
          const ids = new Set(document.nodes.map((node) => node.id));
          expect(ids.size).toBe(document.nodes.length);
          const ways = new Set(document.edges.map((edge) => `${edge.from} ${edge.out}`));
          expect(ways.size).toBe(document.edges.length);
          for (const edge of document.edges) {
            expect(ids.has(edge.from) && ids.has(edge.to)).toBe(true);
            expect(reachableFrom(document, edge.to).has(edge.from)).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a hundred, undone a hundred times and redone, gives the start and then the end again', () => {
    fc.assert(
      fc.property(fc.array(dice, { minLength: 100, maxLength: 100 }), (rolls) => {
        let history = startHistory(started);
        rolls.forEach((roll, index) => {
          const change = changeFrom(history.document, roll);
          history = apply(history, change, index * 1000, () => undefined);
        });
        const end = structuredClone(history.document);
        for (let count = 0; count < 100; count += 1) history = undo(history);
        expect(history.document).toEqual(started);
        for (let count = 0; count < 100; count += 1) history = redo(history);
        expect(history.document).toEqual(end);
      }),
      { numRuns: 20 },
    );
  });

  it('puts a new step into a wire and leads on to what was there', () => {
    const after = { from: 'pays', out: 'yes' } as const;
    const next = edit(started, { type: 'insertStep', node: coupon, after });
    expect(wires(next)).toContain('pays.yes>coupon');
    expect(wires(next)).toContain('coupon.done>debit');
  });

  it('never lets an end cut off the steps behind a wire', () => {
    const node = { id: 'stop', kind: 'end' } as const;
    const change: Change = { type: 'insertStep', node, after: { from: 'pays', out: 'yes' } };
    expect(edit(started, change)).toBe(started);
  });

  it('joins what came before a deleted action with what follows when it is done', () => {
    const next = edit(started, { type: 'deleteSteps', ids: ['debit'] });
    expect(wires(next)).toContain('pays.yes>end');
  });

  it('leaves the way loose when a deleted question led to two places', () => {
    const next = edit(started, { type: 'deleteSteps', ids: ['pays'] });
    expect(next.edges.some((edge) => edge.from === 'ride')).toBe(false);
    expect(edgesInto(next, 'debit')).toEqual([]);
  });

  it('refuses a wire that would go round in a circle', () => {
    const change: Change = { type: 'connect', way: { from: 'debit', out: 'declined' }, to: 'pays' };
    expect(edit(started, change)).toBe(started);
  });

  it('moves a step up before the one above, with its side branch', () => {
    const after = { from: 'debit', out: 'done' } as const;
    const longer = edit(started, { type: 'insertStep', node: coupon, after });
    const moved = edit(longer, { type: 'moveStep', id: 'coupon', direction: 'up' });
    expect(wires(moved)).toEqual(
      expect.arrayContaining(['pays.yes>coupon', 'coupon.done>debit', 'debit.done>end']),
    );
    expect(wires(edit(moved, { type: 'moveStep', id: 'coupon', direction: 'down' }))).toEqual(
      wires(longer),
    );
  });
});

describe('the history', () => {
  const type = (history: ReturnType<typeof startHistory>, title: string, atMs: number) =>
    apply(history, { type: 'setTitle', id: 'debit', title }, atMs, () => undefined);

  it('joins quick typing into one step and names it', () => {
    let history = startHistory(started);
    for (const [index, title] of ['P', 'Pa', 'Pay'].entries())
      history = type(history, title, 1000 + index * 400);
    expect(history.past.map((moment) => moment.words)).toEqual(['rename points.debit']);
    expect(undo(history).document).toBe(started);
  });

  it('begins a new step after a pause', () => {
    const history = type(type(startHistory(started), 'P', 1000), 'Pa', 1500);
    expect(history.past).toHaveLength(2);
  });
});
