/** What a developer sees of an action that is not right yet: the start is refused, with the file and the reason. */
import { afterEach, describe, expect, it } from 'vitest';
import { makeDataDir, recipro } from '../process.ts';
import { rm } from 'node:fs/promises';
import { actionFile, makeFolder } from './wild-actions.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function list(files: Readonly<Record<string, string>>) {
  const folder = await makeFolder(files);
  const dataDir = await makeDataDir();
  closers.push(
    () => folder.remove(),
    () => rm(dataDir, { recursive: true, force: true }),
  );
  return recipro(['action', 'list'], { dataDir, env: { ACTIONS: folder.path } });
}

const SOUND = actionFile('sound.one', 'return { effects: [] };');

const WRONG: readonly [string, Record<string, string>, RegExp][] = [
  ['throws while it loads', { 'a.mjs': `throw new Error('no moon');` }, /a\.mjs: no moon/],
  ['is not a program', { 'a.ts': 'const = 3;' }, /a\.ts/],
  ['loops while it loads', { 'a.mjs': 'for (;;);' }, /did not load within 10 s/],
  ['exports no action', { 'a.mjs': 'export const a = 1;' }, /a\.mjs: it exports no action/],
  [
    'reaches for the network',
    { 'a.mjs': `import 'node:https'; ${SOUND}` },
    /cannot use node:https.*tools\.fetch/,
  ],
  ['imports what is not there', { 'a.mjs': `import 'left-pad'; ${SOUND}` }, /a\.mjs: .*left-pad/],
  ['has a kind without a dot', { 'a.mjs': SOUND.replace('sound.one', 'sound') }, /kind is not/],
  [
    'takes the name of a built-in one',
    { 'a.mjs': SOUND.replace('sound.one', 'points.credit') },
    /points\.credit/,
  ],
  ['is twice there', { 'a.mjs': SOUND, 'b.mjs': SOUND }, /Two actions are called sound\.one/],
  ['is in an empty folder', {}, /holds no \.ts or \.js file/],
];

describe('a folder whose action', () => {
  it.for(WRONG)('%s is refused at start, by name', async ([, files, says]) => {
    const { code, stderr } = await list(files);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ACTIONS/);
    expect(stderr).toMatch(says);
  });

  it('is sound is taken, written in TypeScript too, and its tests are left out', async () => {
    const { code, stdout, stderr } = await list({
      'a.mjs': SOUND,
      'b.ts': SOUND.replace('sound.one', 'sound.two').replace(
        'plan(params, context)',
        'plan(params: { text: string }, context: object)',
      ),
      'a.test.ts': `throw new Error('a test is not loaded');`,
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/sound\.one/);
    expect(stdout).toMatch(/sound\.two/);
  });
});

describe('recipro action', () => {
  it('new writes an example whose own tests pass, and never over a file', async () => {
    const folder = await makeFolder({});
    closers.push(() => folder.remove());
    const run = (...words: string[]) => recipro(words, { dataDir: folder.path });
    expect((await run('action', 'new', 'note.post', '--in', folder.path)).code).toBe(0);
    const tested = await run('action', 'test', folder.path);
    expect(tested.code, tested.stderr).toBe(0);
    const again = await run('action', 'new', 'note.post', '--in', folder.path);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/note-post\.ts cannot be written/);
    expect((await run('action', 'new', 'Note Post')).code).toBe(2);
  });

  it('test fails where a test fails', async () => {
    const folder = await makeFolder({
      'a.test.mjs': `import test from 'node:test'; test('no', () => { throw new Error('no'); });`,
    });
    closers.push(() => folder.remove());
    expect((await recipro(['action', 'test', folder.path], { dataDir: folder.path })).code).toBe(1);
  });
});
