/** Words on the canvas. */
import type { Kind } from './kind.ts';

export const note: Kind = { tone: 'end', icon: () => 'note', enters: false };
