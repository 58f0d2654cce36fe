/** A decision table. */
import type { Kind } from './kind.ts';

export const table: Kind = { tone: 'ask', icon: () => 'table', enters: true };
