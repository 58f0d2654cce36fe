/** What a command is: its words and options as data, and a function from arguments to something to show. */
import type { ParseArgsConfig } from 'node:util';
import type { Config } from '../config.ts';
import type { Desk } from '../desk/desk.ts';
import type { Progress } from './progress.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

export type Flag = Options[string] & {
  /** What stands in the place of its value in the help, such as `<file>`; nothing for a switch. */
  readonly value?: string;
  readonly words: string;
};

export type Context = {
  readonly config: Config;
  /** The address of the running server. */
  readonly baseUrl: string;
  /** Opens the store on first use; closed when the command ends. */
  readonly desk: () => Promise<Desk>;
  readonly readStdin: () => Promise<string>;
  /** Shows a person how far long work is. */
  readonly progress: (progress: Progress) => void;
};

export type Args = {
  readonly positionals: readonly string[];
  /** The value of a flag that can be given once. */
  readonly flag: (name: string) => string | undefined;
  /** All values of a flag that can be repeated. */
  readonly flags: (name: string) => readonly string[];
  readonly on: (name: string) => boolean;
};

type Outcome = {
  /** Shown with --json. */
  readonly json: unknown;
  /** Shown without it. */
  readonly text: string;
  /** False where the command worked but what it checked is not right; the exit code is then 1. */
  readonly ok?: boolean;
};

export type Command = {
  /** One or two words: `partner add`. */
  readonly name: string;
  readonly summary: string;
  /** What comes after the name, in order, such as `<file>`. All are needed unless in brackets. */
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  run(args: Args, context: Context): Promise<Outcome>;
};

/** The command was called wrongly; the exit code is 2 and its help is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
