/** Where a path stops on purpose. */
import type { Kind } from './kind.ts';

export const end: Kind = { tone: 'end', icon: () => 'flag', enters: true };
