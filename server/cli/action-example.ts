/** What `recipro action new` writes: a small action that really works, and its tests. */

export type NewFile = { readonly name: string; readonly text: string };

/** `kind` is dotted lower-case words, such as `note.post`. */
export function exampleAction(kind: string): readonly NewFile[] {
  const file = kind.replaceAll('.', '-');
  const words = kind.replaceAll(/[.-]/g, ' ');
  const title = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return [
    { name: `${file}.ts`, text: actionText(kind, title) },
    { name: `${file}.test.ts`, text: testText(kind, `./${file}.ts`) },
  ];
}

const actionText = (
  kind: string,
  title: string,
) => `/** Posts a short text about the customer to an address of yours. */
import { z } from 'zod';
import { defineAction, longTextParam, textParam } from '@recipro/schema';

export default defineAction({
  kind: '${kind}',
  title: '${title}',
  summary: 'Posts a short text about the customer to an address of yours.',
  icon: 'send',
  group: 'Our own',

  // Each parameter becomes a field of the form that the marketer fills in.
  params: z.strictObject({
    url: textParam({ title: 'Address', description: 'Such as https://example.com/notes.' }),
    text: longTextParam({
      title: 'What it says',
      description: '{{event.data.name}} is replaced by what the event brings.',
    }),
  }),

  // A step that can be declined has a second way out in the drawing.
  declines: true,
  results: { length: 'How many characters were posted' },

  // From the parameters, filled in, to what shall happen. It is pure: no clock, no network, equal input gives an equal plan.
  plan({ url, text }, { customerId }) {
    if (text.trim() === '')
      return { declined: { code: 'nothing-to-say', reason: 'The text is empty for this event.' } };
    return {
      effects: [{ type: 'perform', input: { url, text, customer: customerId } }],
      result: { length: text.length },
    };
  },

  // Runs after the books are written, never in a dry run. What it throws is tried again later, so it can come more than once:
  // the key is the same each time.
  async perform({ url, ...note }, { fetch, idempotencyKey }) {
    const { status } = await fetch(String(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(note),
    });
    if (status < 200 || status > 299) throw new Error(\`The address answered \${status}\`);
  },
});
`;

const testText = (
  kind: string,
  module: string,
) => `/** Run with: npm run recipro -- action test <this folder> */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testAction } from '@recipro/actions/testing.ts';
import action from '${module}';

const params = { url: 'https://example.com/notes', text: 'Welcome, {{event.data.name}}' };

test('${kind} keeps the contract of an action', () => {
  testAction(action, { valid: [{ params }] });
});

test('${kind} posts the text once for each event, with a key that stays the same', async () => {
  const posted: { url: string; key: string | undefined; body: string }[] = [];
  await action.perform?.(
    { url: params.url, text: 'Welcome, Ada', customer: 'cus_1' },
    {
      fetch: async (url, { headers, body }) => {
        posted.push({ url, key: headers['idempotency-key'], body });
        return { status: 204, body: '' };
      },
      idempotencyKey: 'key-1',
      signal: new AbortController().signal,
    },
  );
  assert.deepEqual(posted, [
    { url: params.url, key: 'key-1', body: '{"text":"Welcome, Ada","customer":"cus_1"}' },
  ]);
});
`;
