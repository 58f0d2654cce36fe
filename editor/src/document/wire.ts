/** Which wires may be drawn, and in words why one may not. */
import type { Workflow } from '@recipro/schema';
import { findNode, outletsOf, reachableFrom } from './steps.ts';
import type { Way } from './steps.ts';

/** Null when the way out may lead to the step; otherwise what is in the way, and what to do instead. */
export function refusal(document: Workflow, way: Way, to: string): string | null {
  const from = findNode(document, way.from);
  const target = findNode(document, to);
  if (!from || !target) return 'This step is no longer here.';
  if (!outletsOf(from).includes(way.out)) return 'This step has no such way out.';
  if (from.id === target.id) return 'A step cannot lead to itself.';
  if (target.kind === 'note') return 'A note is only read; no path leads to it.';
  if (target.kind === 'trigger')
    return 'A run begins at an event, so nothing can lead to it. Connect to a step after it.';
  if (reachableFrom(document, to).has(way.from))
    return 'This would go round in a circle. A run takes each step once; connect to a later step.';
  return null;
}
