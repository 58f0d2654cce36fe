/**
 * The document as an indented list: the same steps as the canvas shows, in the order in which a run meets them.
 * The main way on stays at its level, as a story is told; any other way out is indented under its step.
 * I1. Every step is one row. Where paths join, later mentions are rows of type `goto` that name the step.
 */
import type { Node, Outlet, Workflow } from '@recipro/schema';
import { outletsOf } from './steps.ts';

export type OutlineRow =
  | {
      readonly type: 'step';
      readonly node: Node;
      readonly level: number;
      /** The way by which this row is reached; null at a beginning. */
      readonly by: { readonly from: string; readonly out: Outlet } | null;
    }
  | {
      readonly type: 'goto';
      readonly to: string;
      readonly level: number;
      readonly by: { readonly from: string; readonly out: Outlet };
    };

export function outline(document: Workflow): readonly OutlineRow[] {
  const byId = new Map(document.nodes.map((node) => [node.id, node]));
  const targets = new Map(document.edges.map((edge) => [`${edge.from} ${edge.out}`, edge.to]));
  const entered = new Set(document.edges.map((edge) => edge.to));
  const rows: OutlineRow[] = [];
  const seen = new Set<string>();
  type Visit = { id: string; level: number; by: { from: string; out: Outlet } | null };
  const begin = (ids: readonly string[]) => {
    const waiting: Visit[] = ids.toReversed().map((id) => ({ id, level: 1, by: null }));
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = byId.get(at.id);
      if (!node) continue;
      if (seen.has(node.id)) {
        if (at.by) rows.push({ type: 'goto', to: node.id, level: at.level, by: at.by });
        continue;
      }
      seen.add(node.id);
      rows.push({ type: 'step', node, level: at.level, by: at.by });
      const [main, ...sides] = outletsOf(node).map((out): Visit | null => {
        const to = targets.get(`${node.id} ${out}`);
        return to === undefined ? null : { id: to, level: at.level, by: { from: node.id, out } };
      });
      // Pushed first, read last: the branch is told before the story goes on.
      if (main) waiting.push(main);
      for (const side of sides.toReversed())
        if (side) waiting.push({ ...side, level: at.level + 1 });
    }
  };
  begin(document.nodes.filter((node) => node.kind === 'trigger').map(({ id }) => id));
  begin(
    document.nodes
      .filter((node) => !entered.has(node.id) && !seen.has(node.id))
      .map(({ id }) => id),
  );
  begin(document.nodes.filter((node) => !seen.has(node.id)).map(({ id }) => id));
  return rows;
}
