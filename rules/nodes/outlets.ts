/** The ways out of a step, in the order they are drawn. */
import type { ActionCatalog, Node, Outlet } from '@recipro/schema';
import { KINDS } from './kinds.ts';

export function outletsOf(node: Node, actions: ActionCatalog): readonly Outlet[] {
  return KINDS[node.kind].outlets(node, actions);
}
