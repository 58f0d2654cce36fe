/**
 * The `recipro` command. It opens the same store as the server, beside it or without it.
 * What was asked for goes to stdout, everything else to stderr; the exit code is 0, 1 (failed) or 2 (called wrongly).
 */
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { AppError, problemOf } from '../errors.ts';
import type { Report } from '../errors.ts';
import { openDesk } from '../open-desk.ts';
import type { OpenDesk } from '../open-desk.ts';
import { findCommand, helpOf, helpOfAll, readArguments } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { progressOn } from './progress.ts';

const FAILED = 1;
const CALLED_WRONGLY = 2;

async function main(words: readonly string[]): Promise<number> {
  const found = findCommand(COMMANDS, words);
  if (found === null) {
    const help = words.length === 0 || words.includes('--help') || words.includes('-h');
    const unknown = help ? '' : `There is no command ${words.join(' ')}.\n\n`;
    (help ? process.stdout : process.stderr).write(`${unknown}${helpOfAll(COMMANDS)}`);
    return help ? 0 : CALLED_WRONGLY;
  }
  const json = found.rest.includes('--json');
  try {
    return await run(found.command, found.rest);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${helpOf(found.command)}`);
      return CALLED_WRONGLY;
    }
    process.stderr.write(json ? `${JSON.stringify(problemOf(error))}\n` : `${inWords(error)}\n`);
    return FAILED;
  }
}

async function run(command: Command, words: readonly string[]): Promise<number> {
  const args = readArguments(command, words);
  if (args.on('help')) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  const config = readConfig();
  const lazy = lazyDesk(config);
  const progress = progressOn(process.stderr);
  const context: Context = {
    config,
    baseUrl: config.baseUrl ?? `http://localhost:${config.port}`,
    desk: lazy.desk,
    readStdin: () => text(process.stdin),
    progress: args.on('json') ? () => {} : (now) => progress.show(now),
  };
  try {
    const outcome = await command.run(args, context);
    const shown = args.on('json') ? JSON.stringify(outcome.json, null, 2) : outcome.text;
    process.stdout.write(`${shown}\n`);
    return outcome.ok === false ? FAILED : 0;
  } finally {
    progress.end();
    await lazy.close();
  }
}

/** Opens the store only for a command that needs it, and closes it when it was opened. */
function lazyDesk(config: Config) {
  let desk: Promise<OpenDesk> | null = null;
  const report: Report = (words) => void process.stderr.write(`${words}\n`);
  return {
    desk: () => (desk ??= openDesk(config, report)),
    // Where opening it failed, the command has said so and there is nothing to close.
    close: async () => (await desk?.catch(() => null))?.close(),
  };
}

/** What a failure lists: places in a file, or problems of a workflow. */
const Trouble = z.array(
  z.looseObject({
    message: z.string(),
    node: z.string().optional(),
    pointer: z.string().optional(),
  }),
);

/** A failure we know is told in its own words; anything else is a bug, and its stack helps to mend it. */
function inWords(error: unknown): string {
  if (error instanceof AppError) {
    const errors = error.details['errors'] ?? error.details['diagnostics'];
    const lines = Trouble.safeParse(errors).data?.map(
      ({ node, pointer, message }) => `  ${node ?? pointer ?? ''}: ${message}`,
    );
    return [error.message, ...(lines ?? [])].join('\n');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await main(process.argv.slice(2));
