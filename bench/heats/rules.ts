/**
 * What it costs to find what an event meets, with 1 to 10,000 live workflows of ten comparisons each, in one process and one run.
 * One workflow's conditions are met by each event, whatever their number; a contestant that finds another number of hits is wrong.
 */
import { Event } from '@recipro/schema';
import { handWritten } from '../contestants/rules/hand-written.ts';
import { jsonLogic } from '../contestants/rules/json-logic.ts';
import { jsonRulesEngine, jsonRulesEngineByType } from '../contestants/rules/json-rules-engine.ts';
import type { Evaluate, Evaluator, LiveRule } from '../contestants/rules/evaluator.ts';
import { recipro } from '../contestants/rules/recipro.ts';
import { zen } from '../contestants/rules/zen.ts';
import { judge } from '../goal.ts';
import type { Verdict } from '../goal.ts';
import type { Heat } from '../heat.ts';
import { bring } from '../peers/install.ts';
import { race, ratios } from '../race.ts';
import type { Contender, Lap, Standing } from '../race.ts';
import type { Track } from '../track.ts';
import { createRides } from '../workload/ride.ts';

const LIBRARIES = {
  name: 'rules',
  dependencies: {
    'json-logic-js': '2.0.5',
    'json-logic-engine': '5.0.7',
    '@gorules/zen-engine': '0.54.0',
  },
};

const COUNTS = [1, 10, 100, 1_000, 10_000];
const TYPES_MAX = 50;
const EVENTS = 1_000;
/** Of a lap's time for each contestant and count: there are many. */
const SECONDS_SHARE = 0.1;

export const rules: Heat = {
  name: 'rules',
  what: `live workflows against other rule engines, ${COUNTS.join(', ')} of them`,
  async run(track) {
    const brought = await bring(track, LIBRARIES);
    const others = 'missing' in brought ? [] : [...jsonLogic(brought.folder), zen(brought.folder)];
    const evaluators = [recipro, handWritten, ...others, jsonRulesEngineByType, jsonRulesEngine];
    const standings = await race(
      track,
      COUNTS.flatMap((count) =>
        evaluators
          .filter(({ rulesMax }) => count <= rulesMax)
          .map((evaluator) => contender(track, evaluator, count)),
      ),
    );
    const notes = 'missing' in brought ? [brought.missing] : [];
    return { standings, verdicts: verdictsOf(standings), notes };
  },
};

function contender(track: Track, { name, what, prepare }: Evaluator, count: number): Contender {
  const types = Array.from({ length: Math.min(count, TYPES_MAX) }, (_, place) => `ride.${place}`);
  const campaigns = count / types.length;
  const live = types.flatMap((event) =>
    Array.from({ length: campaigns }, (_, campaign): LiveRule => ({ event, campaign })),
  );
  const rides = createRides({ prefix: 'rules', types, campaigns });
  const events = Array.from({ length: EVENTS }, (_, no) => Event.parse(JSON.parse(rides(no).body)));
  let evaluate: Evaluate | null = null;
  return {
    name: nameOf(name, count),
    what,
    run: (): Promise<Lap> => {
      evaluate ??= prepare(live);
      return timed(evaluate, events, track.options.seconds * SECONDS_SHARE);
    },
  };
}

function nameOf(evaluator: string, count: number): string {
  return `${evaluator} × ${count}`;
}

/** Runs through the events again and again until the time is over; a half more before that warms up. */
async function timed(evaluate: Evaluate, events: readonly Event[], seconds: number): Promise<Lap> {
  const warm = await turns(evaluate, events, seconds / 2);
  const done = await turns(evaluate, events, seconds);
  const wrong = warm.wrong + done.wrong;
  return {
    perSecond: done.count / done.seconds,
    faults: wrong === 0 ? [] : [`${wrong} events did not meet exactly one rule`],
    figures: { microseconds: (done.seconds * 1e6) / done.count },
  };
}

async function turns(evaluate: Evaluate, events: readonly Event[], seconds: number) {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  let count = 0;
  let wrong = 0;
  do {
    // The clock is not read for every event, since some take less time than that.
    for (let place = 0; place < 20; place += 1) {
      const event = events[count % events.length];
      if (event === undefined) break;
      const met = evaluate(event);
      if ((typeof met === 'number' ? met : await met) !== 1) wrong += 1;
      count += 1;
      if (typeof met !== 'number' && performance.now() > endMs) break;
    }
  } while (performance.now() < endMs);
  return { count, wrong, seconds: (performance.now() - startMs) / 1000 };
}

function verdictsOf(standings: readonly Standing[]): readonly Verdict[] {
  const against = (
    what: string,
    [one, oneCount]: readonly [string, number],
    [other, otherCount]: readonly [string, number],
    bound: Verdict['bound'],
  ): readonly Verdict[] => {
    const named = (name: string) => standings.find((each) => each.name === name);
    const first = named(nameOf(one, oneCount));
    const second = named(nameOf(other, otherCount));
    if (first === undefined || second === undefined) return [];
    return [judge({ id: 'S15', what, unit: 'ratio', bound }, ratios(first, second))];
  };
  const ours = (count: number) => ['recipro', count] as const;
  const ahead = ['json-logic-js', 'json-logic-engine', 'zen-engine', 'json-rules-engine-by-type'];
  return [
    ...against('× json-rules-engine at 1', ours(1), ['json-rules-engine', 1], { atLeast: 100 }),
    ...against('× json-rules-engine at 1,000', ours(1_000), ['json-rules-engine', 1_000], {
      atLeast: 1_000,
    }),
    ...ahead.flatMap((name) =>
      against(`ahead of ${name} at 1,000`, ours(1_000), [name, 1_000], { atLeast: 1 }),
    ),
    ...against('hand-written function at 1 over ours', ['hand-written', 1], ours(1), {
      atMost: 10,
    }),
    ...against('cost of an event, 1,000 workflows over 1', ours(1), ours(1_000), { atMost: 30 }),
    ...against('cost of an event, 10,000 workflows over 10', ours(10), ours(10_000), { atMost: 2 }),
  ];
}
