/**
 * The drawn graph, as it is saved, exported and imported.
 * A draft may be unfinished (a step without a way on, a role without a partner): it always saves, and the problems are listed.
 * I1. Each way out of a step leads to at most one step, so a run is one path. I2. No path comes back to where it was.
 */
import { z } from 'zod';
import { Case } from './case.ts';
import { Condition } from './condition.ts';
import { NodeId, Role, Slug } from './identifier.ts';
import { ActionNode } from './nodes/action.ts';
import { ConditionNode } from './nodes/condition.ts';
import { EndNode } from './nodes/end.ts';
import { GoalNode } from './nodes/goal.ts';
import { NoteNode } from './nodes/note.ts';
import { SPLIT_WAYS, SplitNode } from './nodes/split.ts';
import { TableNode } from './nodes/table.ts';
import { TriggerNode } from './nodes/trigger.ts';
import { PartnerSuggestion } from './partner.ts';

export const Node = z.discriminatedUnion('kind', [
  TriggerNode,
  ConditionNode,
  TableNode,
  SplitNode,
  ActionNode,
  GoalNode,
  EndNode,
  NoteNode,
]);
export type Node = z.infer<typeof Node>;
export type NodeKind = Node['kind'];

export const Outlet = z.enum(['next', 'yes', 'no', 'done', 'declined', ...SPLIT_WAYS, 'holdout']);
export type Outlet = z.infer<typeof Outlet>;

export const Edge = z.strictObject({ from: NodeId, out: Outlet, to: NodeId });
export type Edge = z.infer<typeof Edge>;

/** A part to be played by a partner. `partner` is null until the marketer has chosen who. */
export const RolePlayer = z.strictObject({
  role: Role,
  title: z.string().min(1).max(60),
  partner: Slug.nullable(),
  /** Who could play it, so that a template can be tried before the real partner exists. */
  suggestion: PartnerSuggestion.optional(),
});
export type RolePlayer = z.infer<typeof RolePlayer>;

export const NODES_MAX = 1000;

export const Workflow = z.strictObject({
  $schema: z.string().max(200).optional(),
  id: Slug,
  name: z.string().min(1).max(120),
  description: z.string().max(2000).optional(),
  roles: z.array(RolePlayer).max(20),
  /** Conditions with a name, used by several steps as `{ condition: name }`. */
  conditions: z.record(z.string().min(1).max(60), Condition).optional(),
  nodes: z.array(Node).max(NODES_MAX),
  edges: z.array(Edge).max(4 * NODES_MAX),
  /** Samples for the test bench; those with `expect` are the workflow's own tests. */
  cases: z.array(Case).max(200).optional(),
});
export type Workflow = z.infer<typeof Workflow>;
