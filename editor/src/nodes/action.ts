/** Something done: it looks as its action in the catalogue says. */
import type { Kind } from './kind.ts';

export const action: Kind = {
  tone: 'act',
  icon: (node, catalogue) =>
    (node.kind === 'action' ? catalogue.get(node.action)?.icon : undefined) ?? 'puzzle',
  enters: true,
};
