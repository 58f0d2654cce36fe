/**
 * A workflow compiled once, and run as a generator: it yields what it needs and is resumed with the answer.
 * I1. A run is one path: each way out leads to at most one step; a way out that leads nowhere ends it.
 * I2. It takes no more steps than the workflow has, whatever the document says.
 * I3. The same event, answers and program give the same record.
 */
import type {
  ActionCatalog,
  Currency,
  Event,
  Node,
  Trace,
  TraceStep,
  TriggerNode,
  Workflow,
} from '@recipro/schema';
import type { Ask, RunInput, RunRecord } from './ask.ts';
import { newClock } from './clock.ts';
import type { ReadClock } from './clock.ts';
import { conditionCompiler } from './conditions.ts';
import { EVENT_SLOT, newSlots, slotKey, unreadValues } from './facts.ts';
import type { FactSource, Facts } from './facts.ts';
import { graphOf, outletKey } from './graph.ts';
import { guardsOf } from './guard.ts';
import type { Guard } from './guard.ts';
import { KINDS } from './nodes/kinds.ts';
import type { Judge, RunState, Step } from './step.ts';
import { validate } from './validate.ts';

export type Trigger = {
  readonly type: string;
  /** The partner whose events it takes; null while no one plays the role. */
  readonly partner: string | null;
  readonly node: string;
  /** What else the event must have to be this workflow's event. */
  readonly guards: readonly Guard[];
};

type Stop = {
  readonly step: Step;
  readonly next: ReadonlyMap<string, string>;
  /** Where later steps read its outcome and its result (of a declined step: the code and the reason), where any does. */
  readonly outcomeSlot: number | undefined;
  readonly resultSlot: number | undefined;
};

export type Program = {
  readonly workflow: string;
  readonly version: number;
  readonly triggers: readonly Trigger[];
  readonly roles: ReadonlyMap<string, string>;
  readonly sources: readonly FactSource[];
  readonly unread: readonly unknown[];
  readonly clock: ReadClock;
  readonly stops: ReadonlyMap<string, Stop>;
};

/** Throws when the document has errors: what is live was published, and publishing refuses them. */
export function compile(
  document: Workflow,
  options: { readonly version: number; readonly actions: ActionCatalog },
): Program {
  // A path that is not in the grammar reads nothing, so it need not stop a workflow that got past publishing.
  const error = validate(document, { actions: options.actions }).find(
    ({ severity, code }) => severity === 'error' && code !== 'path-unsafe',
  );
  if (error !== undefined) {
    throw new Error(
      `Workflow "${document.id}" cannot run: ${error.message} (${error.code} at ${error.pointer ?? '/'})`,
    );
  }
  return assemble(document, options);
}

/** Compiles a draft as far as it goes, for trying it out; what does not exist yet declines or is not met. */
export function assemble(
  document: Workflow,
  { version, actions }: { readonly version: number; readonly actions: ActionCatalog },
): Program {
  const graph = graphOf(document);
  const slots = newSlots();
  const roles = new Map(
    document.roles.flatMap(({ role, partner }) => (partner === null ? [] : [[role, partner]])),
  );
  const parts = {
    workflow: document.id,
    actions,
    slots,
    roles,
    named: document.conditions ?? {},
    compileCondition: conditionCompiler(slots, document.conditions ?? {}),
  };
  const steps = [...graph.nodes.values()].map(
    (node) => [node, KINDS[node.kind].prepare(node, parts)] as const,
  );
  const stops = new Map<string, Stop>();
  for (const [node, step] of steps) {
    const next = new Map<string, string>();
    for (const out of KINDS[node.kind].outlets(node, actions)) {
      const to = graph.next.get(outletKey(node.id, out));
      if (to !== undefined) next.set(out, to);
    }
    stops.set(node.id, {
      step,
      next,
      outcomeSlot: slots.byKey.get(slotKey({ fact: `step:${node.id}` })),
      resultSlot: slots.byKey.get(slotKey({ fact: `result:${node.id}` })),
    });
  }
  const triggers = [...graph.nodes.values()].filter(isTrigger).map((node) => ({
    type: node.event,
    partner: roles.get(node.from) ?? null,
    node: node.id,
    guards: guardsOf(node.id, graph, document),
  }));
  return {
    workflow: document.id,
    version,
    triggers,
    roles,
    sources: slots.sources,
    unread: unreadValues(slots.sources),
    clock: newClock(),
    stops,
  };
}

function isTrigger(node: Node): node is TriggerNode {
  return node.kind === 'trigger';
}

/** The trigger that takes this event: the first drawn, so that an event starts at most one run. */
export function triggerFor(program: Program, event: Event): Trigger | undefined {
  return program.triggers.find(
    ({ type, partner }) => type === event.type && partner === event.source,
  );
}

/** The input's event must be one that a trigger of the program takes. `currency` gives null for an unknown code. */
export function* run(
  program: Program,
  input: RunInput,
  currency: (code: string) => Currency | null,
  judge: Judge | null = null,
): Generator<Ask, RunRecord, unknown> {
  const trigger = triggerFor(program, input.event);
  if (trigger === undefined) {
    throw new Error(`Workflow "${program.workflow}" has no trigger for "${input.event.type}"`);
  }
  const facts: Facts = { values: program.unread.slice(), wanted: -1 };
  facts.values[EVENT_SLOT] = input.event;
  const state: RunState = {
    input,
    currency,
    facts,
    sources: program.sources,
    roles: program.roles,
    judge,
    clock: program.clock,
  };
  const trace: TraceStep[] = [];
  let at = program.stops.get(trigger.node);
  while (at !== undefined && trace.length < program.stops.size) {
    const taken = yield* at.step(state);
    trace.push(taken);
    if (at.outcomeSlot !== undefined) facts.values[at.outcomeSlot] = taken.outcome;
    if (at.resultSlot !== undefined) facts.values[at.resultSlot] = taken.result ?? taken.declined;
    const to = at.next.get(taken.outcome);
    at = to === undefined ? undefined : program.stops.get(to);
  }
  return recordOf(input, trace);
}

function recordOf(input: RunInput, trace: Trace): RunRecord {
  return {
    input,
    trace,
    done: trace.filter(({ outcome }) => outcome === 'done').map(({ node }) => node),
    declined: trace.some(({ outcome }) => outcome === 'declined'),
  };
}
