/**
 * A host that runs exported rules in the unmodified json-rules-engine, with our operators beside its own and no path resolver of ours.
 * It does what export.ts asks of a host: facts that change are not cached, and in onSuccess it does the action and adds
 * the step's outcome and result (or why it was declined) as facts. What it does an action with is the program's own step, in the world given.
 */
import { Engine } from 'json-rules-engine';
import type { Almanac, RuleProperties, TopLevelCondition } from 'json-rules-engine';
import { exportRules } from '@recipro/rules';
import type { RunInput } from '@recipro/rules';
import { addOperators } from '@recipro/rules/library.ts';
import type { ActionCatalog, Currency, Workflow } from '@recipro/schema';
import { EVENT_SLOT } from '../../rules/facts.ts';
import { assemble } from '../../rules/program.ts';
import { readWanted } from '../../rules/read-fact.ts';
import type { RunState } from '../../rules/step.ts';
import { answer } from '../../rules/world.ts';
import type { World } from '../../rules/world.ts';

export type Fired = { readonly step: string; readonly outcome: string };

export type LibraryRun = {
  readonly document: Workflow;
  readonly actions: ActionCatalog;
  readonly currencies: readonly Currency[];
  readonly input: RunInput;
  readonly world: World;
};

export async function fireInLibrary(run: LibraryRun): Promise<readonly Fired[]> {
  const { document, actions, input, world } = run;
  // Through text, as a rule set is stored and exported.
  const exported: unknown = JSON.parse(JSON.stringify(exportRules(document, actions)));
  const { conditions, rules } = exported as {
    conditions: Record<string, TopLevelCondition>;
    rules: (RuleProperties & { name: string })[];
  };
  const program = assemble(document, { version: 1, actions });
  const state: RunState = {
    input,
    currency: (code) => run.currencies.find((currency) => currency.code === code) ?? null,
    facts: { values: program.unread.slice(), wanted: -1 },
    sources: program.sources,
    roles: program.roles,
    judge: null,
    clock: program.clock,
  };
  state.facts.values[EVENT_SLOT] = input.event;
  const fired: Fired[] = [];

  function drive<Result>(
    running: Generator<Parameters<typeof answer>[1], Result, unknown>,
  ): Result {
    let turn = running.next();
    while (turn.done !== true) {
      turn = running.next(
        answer(world, turn.value, { nowMs: input.nowMs, partner: input.event.source }),
      );
    }
    return turn.value;
  }

  /** A fact as the host gives it: read anew each time it is asked for. */
  function fact(name: string, params: Record<string, unknown>): unknown {
    const plain: unknown = JSON.parse(JSON.stringify(params));
    const source = { fact: name, params: plain as Record<string, string | number | boolean> };
    const values: unknown[] = [undefined];
    const lone: RunState = { ...state, sources: [source], facts: { values, wanted: 0 } };
    drive(readWanted(lone));
    return values[0];
  }

  function act(step: string, almanac: Almanac): void {
    const stop = program.stops.get(step);
    if (stop === undefined) throw new Error(`rule ${step} is no step`);
    const taken = drive(stop.step(state));
    if (stop.outcomeSlot !== undefined) state.facts.values[stop.outcomeSlot] = taken.outcome;
    const given = taken.result ?? taken.declined;
    if (stop.resultSlot !== undefined) state.facts.values[stop.resultSlot] = given;
    almanac.addFact(`step:${step}`, taken.outcome);
    if (given !== undefined) almanac.addFact(`result:${step}`, given);
    fired.push({ step, outcome: taken.outcome });
  }

  /** What each table gave so far, name by name. */
  const given = new Map<string, Record<string, unknown[]>>();

  function answered(step: string, params: Record<string, unknown>, almanac: Almanac): void {
    const { outcome, gives, adds } = params;
    const stop = program.stops.get(step);
    const put = (kind: string, slot: number | undefined, value: unknown) => {
      almanac.addFact(`${kind}:${step}`, value);
      if (slot !== undefined) state.facts.values[slot] = value;
    };
    put('step', stop?.outcomeSlot, outcome);
    if (typeof gives !== 'object' || gives === null) return;
    const before = given.get(step) ?? {};
    for (const [name, value] of Object.entries(gives)) {
      before[name] = [...(before[name] ?? []), value];
    }
    given.set(step, before);
    const sum = (values: unknown[]) => values.reduce<number>((so, each) => so + Number(each), 0);
    const entries = Object.entries(before).map(([name, values]) => [
      name,
      adds === 'sum' ? sum(values) : values,
    ]);
    put('result', stop?.resultSlot, adds === undefined ? gives : Object.fromEntries(entries));
  }

  const engine = new Engine([], { allowUndefinedFacts: true });
  addOperators(engine);
  for (const [name, condition] of Object.entries(conditions)) engine.setCondition(name, condition);
  for (const name of [
    'event',
    'now',
    'customer',
    'score',
    'balance',
    'consent',
    'history',
    'bucket',
  ]) {
    engine.addFact(name, (params) => fact(name, params), { cache: false });
  }
  for (const rule of rules) {
    const { event } = rule;
    engine.addRule({
      ...rule,
      onSuccess: (_, almanac) => {
        if (event.type === 'answer') answered(rule.name, event.params ?? {}, almanac);
        else act(rule.name, almanac);
      },
    });
  }
  await engine.run();
  return fired;
}
