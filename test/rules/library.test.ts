/** The library, asked again with what was read for a decision, says what the program said. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, run, validate } from '@recipro/rules';
import type { Decision, RunInput } from '@recipro/rules';
import { decideInLibrary } from '@recipro/rules/library.ts';
import type { Condition, Json } from '@recipro/schema';
import { answer, emptyWorld } from '../../rules/world.ts';
import { EXPLOITS } from './exploit-paths.ts';
import { generatedData } from './generated-condition.ts';
import { generatedWorkflow } from './generated-workflow.ts';
import { ACTIONS } from './sample-actions.ts';
import { CURRENCIES } from './sample-workflow.ts';

function inputOf(data: Record<string, Json>): RunInput {
  const event = { specversion: '1.0', id: 'e', source: 'rydo', subject: 'x', data } as const;
  const ids = { eventId: 'e', customerId: 'c', runId: 'r', workflow: 'generated', version: 1 };
  return { ...ids, event: { ...event, type: 'ride.completed' }, nowMs: 1_000 };
}

test('every decision of 2,000 generated workflows is made again by the library in the same way', async () => {
  let compared = 0;
  let met = 0;
  await fc.assert(
    fc.asyncProperty(generatedWorkflow, generatedData, async (document, given) => {
      const known = { actions: ACTIONS, currencies: CURRENCIES };
      fc.pre(!validate(document, known).some(({ severity }) => severity === 'error'));
      const decisions: { readonly ours: boolean; readonly decision: Decision }[] = [];
      const world = emptyWorld('c');
      const running = run(
        compile(document, { version: 1, actions: ACTIONS }),
        inputOf(given),
        (code) => CURRENCIES.find((each) => each.code === code) ?? null,
        (ours, decision) => {
          // Through text, as a thread gets it.
          decisions.push(structuredClone({ ours, decision: decision() }));
          return ours;
        },
      );
      let turn = running.next();
      while (turn.done !== true) {
        turn = running.next(answer(world, turn.value, { nowMs: 1_000, partner: 'rydo' }));
      }
      const asked = turn.value.trace.filter(({ kind }) => kind === 'condition');
      expect(decisions).toHaveLength(asked.length);
      for (const { ours, decision } of decisions) {
        const theirs = await decideInLibrary(decision);
        if (theirs === null) continue;
        compared += 1;
        if (theirs) met += 1;
        expect(theirs).toBe(ours);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(compared).toBeGreaterThan(1_000);
  expect(met).toBeGreaterThan(compared / 10);
  expect(met).toBeLessThan((compared * 9) / 10);
});

test('the last word is the judge’s: its answer is the way the run goes', () => {
  const document = {
    id: 'judged',
    name: 'Judged',
    roles: [{ role: 'rides', title: 'Rides', partner: 'rydo' }],
    nodes: [
      { id: 'start', kind: 'trigger' as const, event: 'ride.completed', from: 'rides' },
      {
        id: 'ask',
        kind: 'condition' as const,
        conditions: { fact: 'event', path: '$.data.n', operator: 'equal', value: 1 },
      },
    ],
    edges: [{ from: 'start', out: 'next' as const, to: 'ask' }],
  };
  const program = compile(document, { version: 1, actions: ACTIONS });
  const outcome = (judged: boolean) => {
    const turn = run(
      program,
      inputOf({ n: 1 }),
      () => null,
      () => judged,
    ).next();
    return turn.done === true ? turn.value.trace.at(-1)?.outcome : null;
  };
  expect([outcome(true), outcome(false)]).toEqual(['yes', 'no']);
});

test('what the library rejects (a list operator without a list, an unknown name) has no answer, and no exploit ever reaches it', async () => {
  const facts = [{ source: { fact: 'event' }, value: { data: { n: 1 } } }];
  const asked = (condition: Condition) => decideInLibrary({ condition, named: {}, facts });
  expect(await asked({ fact: 'event', path: '$.data.n', operator: 'in', value: 5 })).toBeNull();
  expect(await asked({ condition: 'nowhere' })).toBeNull();
  for (const path of EXPLOITS) {
    expect(await asked({ fact: 'event', path, operator: 'notEqual', value: 'x' })).toBe(true);
  }
});
