/** Which live workflows an event starts: by sender, type and what their first question wants of it, at a cost that follows the hits. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexPrograms, run, turnsAway } from '@recipro/rules';
import type { Program } from '@recipro/rules';
import type { Condition, Event, Json, Workflow } from '@recipro/schema';
import { assemble } from '../../rules/program.ts';
import { answer, emptyWorld } from '../../rules/world.ts';
import { ACTIONS } from './sample-actions.ts';
import { RIDE } from './sample-workflow.ts';

function event(data: Record<string, Json>, change: Partial<Event> = {}): Event {
  const base = { specversion: '1.0', id: 'e', source: 'rydo', subject: 'x' } as const;
  return { ...base, type: 'ride.completed', data, ...change };
}

/** Drafts too: what publishing refuses is looked up in the same way. */
function compiled(documents: readonly Workflow[]): readonly Program[] {
  return documents.map((document) => assemble(document, { version: 1, actions: ACTIONS }));
}

/** Asks one question of a ride and tags who is in; without `elsewhere` its "no" leads nowhere. */
function asks(id: string, conditions: Condition, elsewhere = false): Workflow {
  return {
    ...RIDE,
    id,
    conditions: { gold: { fact: 'event', path: '$.data.tier', operator: 'equal', value: 'gold' } },
    nodes: [
      { id: 'start', kind: 'trigger', event: 'ride.completed', from: 'rides' },
      { id: 'ask', kind: 'condition', conditions },
      { id: 'tag', kind: 'action', action: 'customer.tag', params: { tag: id } },
      { id: 'out', kind: 'end' },
    ],
    edges: [
      { from: 'start', out: 'next', to: 'ask' },
      { from: 'ask', out: 'yes', to: 'tag' },
      elsewhere ? { from: 'ask', out: 'no', to: 'out' } : { from: 'tag', out: 'done', to: 'out' },
    ],
  };
}

const is = (path: string, value: Json): Condition => ({
  fact: 'event',
  path: `$.data.${path}`,
  operator: 'equal',
  value,
});

test('events find their programs by sender and type, each program once, in the order given', () => {
  const other: Workflow = {
    ...RIDE,
    id: 'other',
    roles: RIDE.roles.map((role) => ({ ...role, partner: 'acme' })),
  };
  const find = indexPrograms(compiled([RIDE, other, { ...RIDE, id: 'third' }]));
  const found = (change: Partial<Event>) => find(event({}, change)).map(({ workflow }) => workflow);
  expect(found({})).toEqual(['ride', 'third']);
  expect(found({ source: 'acme' })).toEqual(['other']);
  expect(found({ type: 'ride.refunded' })).toEqual(['ride', 'third']);
  expect(found({ type: 'ride.unknown' })).toEqual([]);
  expect(found({ source: 'nobody' })).toEqual([]);
  expect(found({ source: '__proto__', type: 'constructor' })).toEqual([]);
});

test.each<[string, Condition, boolean, Record<string, Json>, boolean]>([
  ['another value', is('tier', 'gold'), false, { tier: 'silver' }, false],
  ['the value', is('tier', 'gold'), false, { tier: 'gold' }, true],
  ['no value', is('tier', 'gold'), false, {}, false],
  ['nothing where nothing is wanted', is('tier', null), false, { tier: null }, true],
  ['a number written as text', is('n', 1), false, { n: '1' }, false],
  ['zero below zero', is('n', 0), false, { n: -0 }, true],
  ['another value, but "no" leads to an end', is('tier', 'gold'), true, { tier: 'silver' }, true],
  ['one of the list', { ...is('tier', ['a', 'b']), operator: 'in' }, false, { tier: 'b' }, true],
  ['none of the list', { ...is('tier', ['a', 'b']), operator: 'in' }, false, { tier: 'c' }, false],
  [
    'the value, and too low a number',
    { all: [is('tier', 'gold'), { ...is('n', 5), operator: 'greaterThan' }] },
    false,
    { tier: 'gold', n: 1 },
    true,
  ],
  ['one value of two', { all: [is('tier', 'gold'), is('n', 1)] }, false, { tier: 'gold' }, false],
  ['one value of two that will do', { any: [is('tier', 'gold'), is('n', 1)] }, false, {}, true],
  ['what must not be', { not: is('tier', 'gold') }, false, { tier: 'gold' }, true],
  ['another value, asked by name', { all: [{ condition: 'gold' }] }, false, { tier: 'x' }, false],
])('an event with %s', (_, condition, elsewhere, data, taken) => {
  const find = indexPrograms(compiled([asks('w', condition, elsewhere)]));
  expect(find(event(data))).toHaveLength(taken ? 1 : 0);
});

test('a drawing says which question turns events away: the first one, while its "no" is loose', () => {
  const gold = is('tier', 'gold');
  expect(turnsAway(asks('w', gold), 'ask')).toBe(true);
  expect(turnsAway(asks('w', gold, true), 'ask')).toBe(false);
  expect(turnsAway(asks('w', { not: gold }), 'ask')).toBe(false);
  expect(turnsAway(asks('w', gold), 'tag')).toBe(false);
});

const value = fc.constantFrom<Json>('a', 'b', 1, '1', null, true);
const comparison = fc
  .tuple(fc.constantFrom('x', 'y', 'z'), value, fc.constantFrom('equal', 'notEqual', 'in'))
  .map(([path, wanted, operator]) => ({
    ...is(path, operator === 'in' ? [wanted, 'c'] : wanted),
    operator,
  }));
const question = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    comparison as fc.Arbitrary<Condition>,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
    fc.constant({ condition: 'gold' }),
  ),
})).node;

test('what the index turns away would have ended at its first question, with nothing done; all else it finds, in order', () => {
  let away = 0;
  let taken = 0;
  const data = fc.dictionary(fc.constantFrom('x', 'y', 'z', 'tier'), value);
  fc.assert(
    fc.property(fc.array(question, { maxLength: 12 }), data, (questions, given) => {
      const all = compiled(questions.map((each, i) => asks(`w${i}`, { all: [each] })));
      const found = indexPrograms(all)(event(given));
      expect(found).toEqual(all.filter((program) => found.includes(program)));
      taken += found.length;
      for (const program of all) {
        if (found.includes(program)) continue;
        away += 1;
        expect(endOf(program, event(given))).toEqual(['start next', 'ask no']);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(away).toBeGreaterThan(1_000);
  expect(taken).toBeGreaterThan(1_000);
});

function endOf(program: Program, given: Event): readonly string[] {
  const input = { event: given, eventId: 'e', customerId: 'c', nowMs: 0, runId: 'r' };
  const world = emptyWorld('c');
  const running = run(program, { ...input, workflow: program.workflow, version: 1 }, () => null);
  let turn = running.next();
  while (turn.done !== true) {
    turn = running.next(answer(world, turn.value, { nowMs: 0, partner: given.source }));
  }
  return turn.value.trace.map(({ node, outcome }) => `${node} ${outcome}`);
}

test('an event is looked at as often with ten thousand live workflows of its type, each for its own campaign, as with ten', () => {
  const finder = (count: number) =>
    indexPrograms(
      compiled(
        Array.from({ length: count }, (_, i) =>
          asks(`w${i}`, { all: [is('currency', 'USD'), is('campaign', `c${i}`)] }),
        ),
      ),
    );
  /** How often the event's data is read until its workflows are found. */
  const looksOf = (find: ReturnType<typeof finder>) => {
    let looks = 0;
    const data = new Proxy(
      { currency: 'USD', campaign: 'c7' },
      {
        get: (target, name) => {
          looks += 1;
          return Reflect.get(target, name);
        },
        getOwnPropertyDescriptor: (target, name) => {
          looks += 1;
          return Reflect.getOwnPropertyDescriptor(target, name);
        },
      },
    );
    expect(find(event(data))).toHaveLength(1);
    return looks;
  };
  const few = looksOf(finder(10));
  expect(few).toBeGreaterThan(0);
  expect(looksOf(finder(10_000))).toBe(few);
});
