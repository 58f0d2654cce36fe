/** What the canvas, the palette and the outline need to know of a kind of step. */
import type { Node } from '@recipro/schema';
import type { Catalogue } from '../session/session.ts';

export type Kind = {
  /** The colour it carries: a beginning, a question, something done, an end. */
  readonly tone: 'start' | 'ask' | 'act' | 'end';
  readonly icon: (node: Node, catalogue: Catalogue) => string;
  /** Whether a wire can lead to it. */
  readonly enters: boolean;
};
