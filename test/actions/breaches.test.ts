/** The contract finds each way in which an action can break it: one planted breach a test. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { amountParam, defineAction, tagParam, valueParam } from '@recipro/schema';
import type { Action, Plan } from '@recipro/schema';
import { testAction } from '@recipro/actions/testing.ts';
import type { ActionExamples } from '@recipro/actions/testing.ts';

const sound = defineAction({
  kind: 'tag.mark',
  title: 'Mark',
  summary: 'Marks the customer.',
  icon: 'tag',
  group: 'Customer',
  params: z.strictObject({ tag: tagParam({ title: 'Tag' }) }),
  declines: false,
  plan: ({ tag }) => ({ effects: [{ type: 'tag', tag, mode: 'add' }] }),
});

const tagged = { valid: [{ params: { tag: 'runner' } }] };
const amountParams = z.strictObject({ amount: amountParam({ title: 'Amount' }) });
const amountRead = {
  valid: [
    {
      params: {
        amount: { of: { fact: 'event', path: '$.data.n' }, every: 1, give: 1, count: 'down' },
      },
    },
  ],
};
let calls = 0;

const breaches: readonly [string, Action, ActionExamples, RegExp][] = [
  ['a kind without a dot', { ...sound, kind: 'mark' }, tagged, /kind/],
  ['no title', { ...sound, title: ' ' }, tagged, /no title/],
  ['no icon', { ...sound, icon: '' }, tagged, /icon/],
  [
    'a parameter without a title',
    { ...sound, params: z.strictObject({ tag: z.string() }) },
    tagged,
    /tag has no title/,
  ],
  [
    'a schema that lets unknown parameters through',
    { ...sound, params: z.object({ tag: tagParam({ title: 'Tag' }) }) },
    tagged,
    /strictObject/,
  ],
  [
    'an example that its own schema refuses',
    sound,
    { valid: [{ params: { tag: '{}' } }] },
    /refuses the example/,
  ],
  ['no example', sound, { valid: [] }, /at least one/],
  ['a clock', planning(() => marking(`at ${Date.now()}`)), tagged, /Date\.now/],
  ['a new date', planning(() => marking(new Date().toISOString())), tagged, /new Date/],
  ['chance', planning(() => marking(String(Math.random()))), tagged, /Math\.random/],
  ['a random id', planning(() => marking(crypto.randomUUID())), tagged, /crypto/],
  ['memory between calls', planning(() => marking(String((calls += 1)))), tagged, /two plans/],
  [
    'a changed input',
    planning((params) => marking(Object.assign(params, { tag: 'other' }).tag)),
    tagged,
    /plan threw/,
  ],
  [
    'an effect that the core refuses',
    planning(() => marking('{{late}}')),
    tagged,
    /refuse its effects/,
  ],
  [
    'a refusal of what is valid',
    planning(() => ({ declined: { code: 'no', reason: 'I never do this.' } }), true),
    tagged,
    /valid example is declined/,
  ],
  [
    'a refusal without being able to decline',
    planning(() => ({ declined: { code: 'no', reason: 'I never do this.' } })),
    tagged,
    /declines: false/,
  ],
  [
    'a refusal without words',
    planning(() => ({ declined: { code: 'no', reason: 'no' } }), true),
    tagged,
    /not a sentence/,
  ],
  [
    'a result that is not described',
    planning(() => ({ ...marking('x'), result: { secret: 1 } })),
    tagged,
    /result secret/,
  ],
  [
    'work outside the books that is not written',
    planning(() => ({ effects: [{ type: 'perform', input: {} }] })),
    tagged,
    /perform/,
  ],
  [
    'a promise for a plan',
    { ...sound, plan: () => Promise.resolve({ effects: [] }) as unknown as Plan },
    tagged,
    /neither/,
  ],
  [
    'a transfer outside the bounds',
    defineAction({
      ...sound,
      params: amountParams,
      plan: ({ amount }) => ({
        effects: [
          {
            type: 'transfer',
            kind: 'x',
            from: 'partner:a',
            to: 'partner:b',
            currency: 'USD',
            amountMinor: amount,
          },
        ],
      }),
    }),
    amountRead,
    /refuse its effects/,
  ],
  [
    'a value that may be missing and is not looked at',
    defineAction({
      ...sound,
      params: z.strictObject({ amount: valueParam({ title: 'Amount' }) }),
      plan: ({ amount }) => marking(JSON.stringify((amount as { length: number }).length)),
    }),
    { valid: [{ params: { amount: { fact: 'event', path: '$.data.n' } } }] },
    /plan threw|refuse its effects/,
  ],
];

for (const [what, action, examples, message] of breaches) {
  it(`the contract finds ${what}`, () => {
    expect(() => testAction(action, examples)).toThrow(message);
  });
}

it('the contract has nothing against a sound action, and leaves the world as it was', () => {
  const before = [Date, Math.random, globalThis.fetch, globalThis.crypto];
  testAction(sound, tagged);
  expect([Date, Math.random, globalThis.fetch, globalThis.crypto]).toEqual(before);
  expect(Date.now()).toBeGreaterThan(0);
});

function marking(name: string): { effects: { type: 'tag'; tag: string; mode: 'add' }[] } {
  return { effects: [{ type: 'tag', tag: name, mode: 'add' }] };
}

function planning(plan: (params: { tag: string }) => Plan, declines = false): Action {
  return defineAction({ ...sound, declines, plan: (params) => plan(params) });
}
