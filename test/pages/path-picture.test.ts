/** The small picture of a path: every step has a place of its own, wires go on, and no document makes it hang. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layoutPath } from '@recipro/editor/src/parts/path-layout.ts';
import { Workflow } from '@recipro/schema';

const folder = path.resolve(import.meta.dirname, '../../packages/templates');
const templates = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'package.json')
  .map((file) => Workflow.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))));

describe('the picture of a path', () => {
  it.each(templates.map((document) => [document.id, document] as const))(
    'gives each step of %s a place of its own and leads every wire onwards',
    (_, document) => {
      const { spots, wires, columns, lanes } = layoutPath(document);
      expect(spots).toHaveLength(document.nodes.length);
      expect(wires).toHaveLength(document.edges.length);
      const places = new Set(spots.map((spot) => `${spot.column} ${spot.lane}`));
      expect(places.size).toBe(spots.length);
      for (const { from, to } of wires) expect(to.column).toBeGreaterThan(from.column);
      for (const spot of spots) {
        expect(spot.column).toBeLessThan(columns);
        expect(spot.lane).toBeLessThan(lanes);
      }
    },
  );

  it('draws an unfinished draft: nothing, a loose end, or a circle', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({ id, kind: 'end' as const }));
    const edge = (from: string, to: string) => ({ from, out: 'next' as const, to });
    expect(layoutPath({ nodes: [], edges: [] }).spots).toEqual([]);
    expect(layoutPath({ nodes, edges: [edge('a', 'gone')] }).wires).toEqual([]);
    const circle = layoutPath({ nodes, edges: [edge('a', 'b'), edge('b', 'c'), edge('c', 'a')] });
    expect(circle.spots).toHaveLength(3);
    expect(circle.columns).toBeLessThanOrEqual(nodes.length);
  });
});
