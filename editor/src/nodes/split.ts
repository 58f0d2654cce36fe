/** Customers divided by chance. */
import type { Kind } from './kind.ts';

export const split: Kind = { tone: 'ask', icon: () => 'arrows-split', enters: true };
