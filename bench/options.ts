/** What a person may ask of a race, and how long each answer takes. */
import path from 'node:path';
import { parseArgs } from 'node:util';

export type Options = {
  readonly topic: string;
  /** Repetitions of each contestant, by turns. */
  readonly laps: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  /** Only the heats with these names; empty for all. */
  readonly only: readonly string[];
  /** Writes a processor profile of each server under test into the results folder. */
  readonly profile: boolean;
  /** Events in the big store. */
  readonly events: number;
  /** How long the memory is watched. */
  readonly minutes: number;
  readonly resultsDir: string;
};

const DEFAULTS = { laps: 5, seconds: 8, warmupSeconds: 2, events: 200_000, minutes: 2 } as const;
const QUICK = { laps: 2, seconds: 2, warmupSeconds: 0.5, events: 20_000, minutes: 0.1 } as const;
const RESULTS = path.resolve(import.meta.dirname, 'results');

export const HELP = `npm run bench -- <topic> [options]

  --quick          a short run, for trying: ${QUICK.laps} laps of ${QUICK.seconds} s
  --laps <n>       repetitions of each contestant, by turns (${DEFAULTS.laps})
  --seconds <n>    how long each lasts (${DEFAULTS.seconds})
  --only <a,b>     only these heats of the topic
  --profile        write a processor profile of each server into the results folder
  --events <n>     size of the big store (${DEFAULTS.events})
  --minutes <n>    how long the memory is watched (${DEFAULTS.minutes})
  --results <dir>  where the JSON is written (bench/results)`;

/** Throws a TypeError that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      laps: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      events: { type: 'string' },
      minutes: { type: 'string' },
      results: { type: 'string', default: RESULTS },
    },
  });
  const { laps, seconds, warmupSeconds, events, minutes } = values.quick ? QUICK : DEFAULTS;
  return {
    topic: positionals[0] ?? '',
    laps: whole('laps', values.laps, laps),
    seconds: positive('seconds', values.seconds, seconds),
    warmupSeconds,
    only: values.only?.split(',') ?? [],
    profile: values.profile,
    events: whole('events', values.events, events),
    minutes: positive('minutes', values.minutes, minutes),
    resultsDir: path.resolve(values.results),
  };
}

function positive(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new TypeError(`--${name} is a number above 0, and not ${text}`);
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  const value = positive(name, text, otherwise);
  if (Number.isInteger(value)) return value;
  throw new TypeError(`--${name} is a whole number, and not ${text}`);
}
