/** `recipro action new|test|list`: actions of one's own, from an example that works to what the editor will offer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import { exampleAction } from './action-example.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { table } from './table.ts';

const KIND = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*)+$/;
const LEND = new URL('../custom/lend.ts', import.meta.url).href;

export const actionNew: Command = {
  name: 'action new',
  summary: 'Write a working example of an action of your own, with its test.',
  positionals: ['<kind>'],
  flags: {
    in: { type: 'string', value: '<folder>', words: 'where it goes; ./actions when left out' },
  },
  async run(args) {
    const kind = args.positionals[0] ?? '';
    if (!KIND.test(kind))
      throw new UsageError(
        `"${kind}" is no kind: use lower-case words joined by dots, such as note.post.`,
      );
    const folder = path.resolve(args.flag('in') ?? 'actions');
    await mkdir(folder, { recursive: true });
    const files = exampleAction(kind).map(({ name, text }) => ({
      file: path.join(folder, name),
      text,
    }));
    for (const { file, text } of files) await writeNew(file, text);
    const shown = shortest(folder);
    return {
      json: { kind, files: files.map(({ file }) => file) },
      text: [
        ...files.map(({ file }) => `wrote ${shortest(file)}`),
        '',
        `test it:    npm run recipro -- action test ${shown}`,
        `use it:     ACTIONS=${shown} npm start`,
      ].join('\n'),
    };
  },
};

/** As one would type it from here. */
function shortest(place: string): string {
  const relative = path.relative(process.cwd(), place) || '.';
  return relative.startsWith('..') ? place : relative;
}

/** Never overwrites what somebody has written. */
async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    throw new AppError(
      'bad-request',
      `${file} cannot be written (${String(error)}). Choose another kind, or another folder with --in.`,
      { cause: error },
    );
  }
}

export const actionTest: Command = {
  name: 'action test',
  summary: "Run the tests of a folder's actions.",
  positionals: ['<folder>'],
  flags: {},
  async run(args) {
    const folder = path.resolve(args.positionals[0] ?? '');
    const names = await readdir(folder).catch((error: unknown) => {
      throw new AppError('bad-request', `${folder} cannot be read: ${String(error)}`);
    });
    const tests = names.filter((name) => /\.test\.(ts|mts|js|mjs)$/.test(name)).toSorted();
    if (tests.length === 0)
      throw new AppError('bad-request', `${folder} holds no file that ends in .test.ts.`);
    const child = spawn(
      process.execPath,
      ['--import', LEND, '--test', ...tests.map((name) => path.join(folder, name))],
      // What the tests say goes beside the outcome, which alone is on stdout.
      { stdio: ['ignore', process.stderr, process.stderr] },
    );
    await once(child, 'exit');
    const passed = child.exitCode === 0;
    const words = passed ? 'passed' : 'FAILED';
    return { json: { passed, tests }, text: `${tests.length} test files: ${words}`, ok: passed };
  },
};

export const actionList: Command = {
  name: 'action list',
  summary: 'List the actions that workflows can use here.',
  positionals: [],
  flags: {},
  async run(_args, context) {
    const { actions } = await context.desk();
    const items = [...actions.values()].map(({ kind, title, group, summary }) => ({
      kind,
      title,
      group,
      summary,
    }));
    return {
      json: { items },
      text: table(
        ['kind', 'title', 'what it does'],
        items.map(({ kind, title, summary }) => [kind, title, summary]),
      ),
    };
  },
};
