/** A question about the facts. */
import type { Kind } from './kind.ts';

export const condition: Kind = { tone: 'ask', icon: () => 'question', enters: true };
