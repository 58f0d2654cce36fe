/** Finds the command that was meant, reads its arguments, and writes its help from the same data. */
import { parseArgs } from 'node:util';
import type { Args, Command, Flag } from './command.ts';
import { UsageError } from './command.ts';

const EVERYWHERE: Readonly<Record<string, Flag>> = {
  json: { type: 'boolean', words: 'print JSON, for programs' },
  help: { type: 'boolean', short: 'h', words: 'show this help' },
};

/** The longest name that the words begin with, and the words after it. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { readonly command: Command; readonly rest: readonly string[] } | null {
  const fits = commands
    .map((command) => ({ command, name: command.name.split(' ') }))
    .filter(({ name }) => name.every((word, index) => words[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  return fits === undefined ? null : { command: fits.command, rest: words.slice(fits.name.length) };
}

export function readArguments(command: Command, words: readonly string[]): Args {
  const { values, positionals } = parsed(command, words);
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  const missing = needed[positionals.length];
  if (values['help'] !== true && missing !== undefined)
    throw new UsageError(`${missing} is missing.`);
  const extra = positionals[command.positionals.length];
  if (extra !== undefined)
    throw new UsageError(`What is ${JSON.stringify(extra)}? It is one word too many.`);
  const all = (name: string) => [values[name] ?? []].flat();
  return {
    positionals,
    flag: (name) => all(name).find((value) => typeof value === 'string'),
    flags: (name) => all(name).filter((value) => typeof value === 'string'),
    on: (name) => values[name] === true,
  };
}

function parsed(command: Command, words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: { ...command.flags, ...EVERYWHERE },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export function helpOf(command: Command): string {
  const flags = { ...command.flags, ...EVERYWHERE };
  const lines = Object.entries(flags).map(([name, flag]) => {
    const short = flag.short === undefined ? '' : `-${flag.short}, `;
    const repeat = flag.multiple === true ? ' (can be repeated)' : '';
    return row(`${short}--${name} ${flag.value ?? ''}`.trim(), `${flag.words}${repeat}`);
  });
  const usage = ['recipro', command.name, ...command.positionals, '[options]'].join(' ');
  return `${command.summary}\n\nUsage: ${usage}\n\n${lines.join('\n')}\n`;
}

export function helpOfAll(commands: readonly Command[]): string {
  const lines = commands.map(({ name, positionals, summary }) =>
    row([name, ...positionals].join(' '), summary),
  );
  return [
    'Recipro from the command line. It works on the store of DATA_DIR, whether the server runs or not.',
    '',
    'Usage: recipro <command> [options]',
    '',
    ...lines,
    '',
    'Add --help to a command to see its options, and --json to get JSON.',
    'It ends with 0 when all went well, 1 when something failed, 2 when it was called wrongly.',
    '',
  ].join('\n');
}

const COLUMN = 34;
function row(left: string, right: string): string {
  return left.length < COLUMN
    ? `  ${left.padEnd(COLUMN)}${right}`
    : `  ${left}\n  ${' '.repeat(COLUMN)}${right}`;
}
