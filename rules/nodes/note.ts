/** Words on the canvas. The rest of the core passes it by; in a draft a wire may lead there, and a run ends at it. */
import type { NoteNode } from '@recipro/schema';
import type { StepKind } from '../step.ts';

export const note: StepKind<NoteNode> = {
  outlets: () => [],
  problems: () => [],
  prepare: (node) => {
    const trace = { node: node.id, kind: 'note', outcome: 'end' };
    // oxlint-disable-next-line require-yield -- a note has nothing to ask
    return function* step() {
      return trace;
    };
  },
  export: () => ({}),
};
