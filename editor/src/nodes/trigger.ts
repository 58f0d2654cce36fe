/** An event that begins a run. */
import type { Kind } from './kind.ts';

export const trigger: Kind = { tone: 'start', icon: () => 'bolt', enters: false };
