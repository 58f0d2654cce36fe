/**
 * The unmodified json-rules-engine with the exported rules of a workflow, and a host around it that keeps a world.
 * The host knows nothing of the graph: it gives facts, and when a rule fires it does that action and says how it ended.
 * How an action ends, and what it writes, is taken from the record of the program, step by step.
 */
import { Engine } from 'json-rules-engine';
import type { Almanac, TopLevelCondition } from 'json-rules-engine';
import type { RuleSet } from '@recipro/rules';
import { addOperators } from '@recipro/rules/library.ts';
import type { Event, TraceStep } from '@recipro/schema';
import type { Ask } from '../../rules/ask.ts';
import { bucketOf } from '../../rules/bucket.ts';
import { newClock } from '../../rules/clock.ts';
import { answer } from '../../rules/world.ts';
import type { World } from '../../rules/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export type Deed = { readonly step: TraceStep; readonly writes: readonly Ask[] };

export type HostInput = {
  readonly rules: RuleSet;
  readonly workflow: string;
  readonly event: Event;
  readonly nowMs: number;
  /** As it is before the event; changed by what fires. */
  readonly world: World;
  /** What each action that the program took did. */
  readonly deeds: ReadonlyMap<string, Deed>;
};

/** The steps whose rules fired, in order. */
export async function fire(input: HostInput): Promise<readonly string[]> {
  const { rules, world, event, nowMs, deeds } = input;
  const moment = { nowMs, partner: event.source };
  const engine = new Engine([], { allowUndefinedFacts: true });
  addOperators(engine);
  for (const [name, condition] of Object.entries(rules.conditions))
    engine.setCondition(name, condition as TopLevelCondition);
  const fired: string[] = [];
  for (const { name, priority, conditions, event: wanted } of rules.rules)
    engine.addRule({
      name,
      priority,
      conditions: conditions as TopLevelCondition,
      event: { type: wanted.type, params: { ...wanted.params } },
      onSuccess: (_event: unknown, almanac: Almanac) => {
        if (wanted.type === 'answer') {
          almanac.addFact(`step:${name}`, wanted.params['outcome']);
          almanac.addFact(`result:${name}`, wanted.params['gives']);
          return;
        }
        fired.push(name);
        const deed = deeds.get(name);
        if (deed === undefined) throw new Error(`${name} fired, but the program did not take it`);
        for (const write of deed.writes) answer(world, write, moment);
        almanac.addFact(`step:${name}`, deed.step.outcome);
        const given = deed.step.result ?? deed.step.declined;
        if (given !== undefined) almanac.addFact(`result:${name}`, given);
      },
    });
  addFacts(engine, input);
  await engine.run({ event });
  return fired;
}

type Params = Readonly<Record<string, unknown>>;

function addFacts(engine: Engine, { rules, world, workflow, event, nowMs }: HostInput): void {
  const ask = (question: Ask) => answer(world, question, { nowMs, partner: event.source });
  const changing = (name: string, read: (params: Params) => unknown) =>
    engine.addFact(name, read, { cache: false });
  const clock = newClock();
  engine.addFact('now', (params: Params) => clock(nowMs, params));
  engine.addFact('bucket', ({ group }: Params) => bucketOf(String(group), world.customerId));
  changing('customer', () => ask({ ask: 'customer' }));
  changing('score', ({ name }) => ask({ ask: 'score', name: String(name) }));
  changing('consent', ({ purpose, partner }) =>
    ask({
      ask: 'consent',
      purpose: String(purpose),
      partner: rules.roles[String(partner)] ?? '',
    }),
  );
  changing('history', ({ step, event: type, days }) => {
    const sinceMs = nowMs - Number(days) * DAY_MS;
    return typeof step === 'string'
      ? ask({ ask: 'count-steps', workflow, node: step, sinceMs })
      : ask({ ask: 'count-events', type: String(type), sinceMs });
  });
}
