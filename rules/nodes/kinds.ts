/** Every kind of step. Adding one is adding its file here and its shape in the schema. */
import type { NodeKind } from '@recipro/schema';
import type { StepKind } from '../step.ts';
import { action } from './action.ts';
import { condition } from './condition.ts';
import { end } from './end.ts';
import { goal } from './goal.ts';
import { note } from './note.ts';
import { split } from './split.ts';
import { table } from './table.ts';
import { trigger } from './trigger.ts';

export const KINDS: Readonly<Record<NodeKind, StepKind>> = {
  trigger,
  condition,
  table,
  split,
  action,
  goal,
  end,
  note,
};
