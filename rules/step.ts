/**
 * What every kind of step gives to the rest of the core. A kind is one file under nodes/ and one line in nodes/kinds.ts.
 */
import type {
  ActionCatalog,
  Condition,
  Currency,
  Diagnostic,
  Json,
  Node,
  Outlet,
  TraceStep,
  Workflow,
} from '@recipro/schema';
import type { Ask, RunInput } from './ask.ts';
import type { ReadClock } from './clock.ts';
import type { ConditionCompiler, NamedConditions } from './conditions.ts';
import type { FactSlots, FactSource, Facts } from './facts.ts';

/** A condition with all that was read for it, so that someone else can answer it again. */
export type Decision = {
  readonly condition: Condition;
  readonly named: NamedConditions;
  readonly facts: readonly { readonly source: FactSource; readonly value: unknown }[];
};

/** Has the last word on a condition: is given the answer of the closures, and gives the answer that counts. */
export type Judge = (met: boolean, decision: () => Decision) => boolean;

/** One run under way. */
export type RunState = {
  readonly input: RunInput;
  readonly currency: (code: string) => Currency | null;
  readonly facts: Facts;
  readonly sources: readonly FactSource[];
  /** Partner ids by role. */
  readonly roles: ReadonlyMap<string, string>;
  readonly judge: Judge | null;
  readonly clock: ReadClock;
};

/** Takes one step of a run; `outcome` in its trace is the way out. */
export type Step = (run: RunState) => Generator<Ask, TraceStep, unknown>;

/** What steps are made from. */
export type Parts = {
  readonly workflow: string;
  readonly actions: ActionCatalog;
  readonly slots: FactSlots;
  readonly compileCondition: ConditionCompiler;
  readonly named: NamedConditions;
  readonly roles: ReadonlyMap<string, string>;
};

/** What a step is checked against. */
export type Site = {
  readonly document: Workflow;
  readonly actions: ActionCatalog;
  /** Null where the currencies are not known, as when a published document is compiled. */
  readonly currencies: ReadonlySet<string> | null;
  /** JSON pointer of the step in the document. */
  readonly pointer: string;
  /** Whether that step can come before this one. */
  readonly comesBefore: (id: string) => boolean;
  /** The workflow's own sample events that can lead to it. */
  readonly samples: () => readonly Json[];
};

/** The event of an exported rule that only says which way a run goes on; no action can be called so. */
export const ANSWER = 'answer';

/** The event of an exported rule that says that a goal was reached. */
export const GOAL = 'goal';

/** A step's part of the exported rules. */
export type Exported = {
  /** What must hold for the run to begin here; absent for a step that others lead to. */
  readonly begins?: Condition;
  /** For a step that only chooses a way on: its ways in order, of which the first that holds is taken; the last always holds. */
  readonly ways?: readonly {
    readonly out: Outlet;
    readonly when: Condition | null;
    /** What later steps can read from this one when it went this way. */
    readonly gives?: Readonly<Record<string, Json>>;
  }[];
  /** For a step of which all ways that hold are taken but the last: how what they give goes together. */
  readonly adds?: 'list' | 'sum';
  /** The rule's event, for a step that does something. */
  readonly event?: { readonly type: string; readonly params: Readonly<Record<string, Json>> };
};

type ExportKnown = {
  readonly workflow: string;
  readonly actions: ActionCatalog;
  /** Who plays each role; null while no one does. */
  readonly roles: ReadonlyMap<string, string | null>;
};

export type StepKind<Kind extends Node = Node> = {
  /** Its ways out, in the order they are drawn. */
  outlets(node: Kind, actions: ActionCatalog): readonly Outlet[];
  /** What is wrong with the step itself; edges are checked for all kinds alike. */
  problems(node: Kind, site: Site): readonly Diagnostic[];
  prepare(node: Kind, parts: Parts): Step;
  export(node: Kind, known: ExportKnown): Exported;
};
