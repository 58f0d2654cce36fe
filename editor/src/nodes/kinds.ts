/** Every kind of step by its name. A new kind is a new file here and one line below. */
import type { Node } from '@recipro/schema';
import { action } from './action.ts';
import { condition } from './condition.ts';
import { end } from './end.ts';
import { goal } from './goal.ts';
import type { Kind } from './kind.ts';
import { note } from './note.ts';
import { split } from './split.ts';
import { table } from './table.ts';
import { trigger } from './trigger.ts';

export const kinds: Readonly<Record<Node['kind'], Kind>> = {
  trigger,
  condition,
  table,
  split,
  action,
  goal,
  end,
  note,
};
