/** Actions with the bugs that a developer's code can have, as files in a folder of their own outside the project. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Folder = { readonly path: string; remove(): Promise<void> };

export async function makeFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'recipro-actions-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An action of this kind whose functions have these bodies. `perform` is left out where it has none. */
export function actionFile(kind: string, plan: string, perform?: string): string {
  const work = perform === undefined ? '' : `async perform(input, tools) { ${perform} },`;
  return `
    import { z } from 'zod';
    import { defineAction, textParam } from '@recipro/schema';
    export const action = defineAction({
      kind: '${kind}', title: 'Wild ${kind}', summary: 'Does what it should not.', icon: 'bolt', group: 'Wild',
      params: z.strictObject({ text: textParam({ title: 'Text' }) }),
      declines: true,
      plan(params, context) { ${plan} },
      ${work}
    });
  `;
}

const TAG = `return { effects: [{ type: 'tag', tag: params.text, mode: 'add' }] };`;

/** Kind → body of `plan`, and what the reason must say of it. */
export const WILD: Readonly<Record<string, { readonly plan: string; readonly says: RegExp }>> = {
  'wild.throws': { plan: `throw new Error('the moon is wrong');`, says: /the moon is wrong/ },
  'wild.loops': { plan: `for (;;);`, says: /no answer within 500 ms|left alone for a minute/ },
  'wild.waits': {
    plan: `return new Promise((resolve) => setTimeout(() => resolve({ effects: [] }), 60_000));`,
    says: /gave a promise/,
  },
  'wild.grows': {
    plan: `return { effects: [], result: { text: 'x'.repeat(10_000_000) } };`,
    says: /100000\d\d characters of JSON/,
  },
  'wild.babbles': {
    plan: `return { effects: [{ type: 'money', amount: 7 }] };`,
    says: /neither effects nor a refusal/,
  },
  'wild.silent': { plan: ``, says: /neither effects nor a refusal/ },
  'wild.leaves': { plan: `process.exit(7);`, says: /no answer|process\.exit/ },
  'wild.fetches': {
    plan: `globalThis.fetch(params.text); ${TAG}`,
    says: /fetch is not a function/,
  },
  'wild.imports': {
    plan: `process.getBuiltinModule('node:http').get(params.text); ${TAG}`,
    says: /cannot use node:http/,
  },
  'wild.functions': {
    plan: `return { effects: [], result: { f: () => 1 } };`,
    says: /not JSON|neither effects/,
  },
};

export function wildFiles(): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(WILD).map(([kind, { plan }]) => [
      `${kind.replace('.', '-')}.mjs`,
      actionFile(kind, plan),
    ]),
    ['tame.mjs', actionFile('tame.tag', TAG)],
  ]);
}
