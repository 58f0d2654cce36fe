/** What the workflow is for. */
import type { Kind } from './kind.ts';

export const goal: Kind = { tone: 'end', icon: () => 'target', enters: true };
