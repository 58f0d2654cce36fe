/**
 * The log: one JSON object a line on stdout, or a plain line where a person looks on. Secrets never come here:
 * whoever logs passes names, ids and counts, not bodies or headers.
 */
import { pino } from 'pino';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Config } from './config.ts';

export type Log = Logger;

const Entry = z.looseObject({
  level: z.number(),
  time: z.number(),
  msg: z.string().default(''),
  err: z.looseObject({ stack: z.string().optional(), message: z.string() }).optional(),
});

export function createLog(config: Config, out: NodeJS.WriteStream): Log {
  const options = { level: config.logLevel, base: null };
  if (!out.isTTY) return pino(options, out);
  return pino(options, { write: (line: string) => out.write(forPeople(line)) });
}

function forPeople(line: string): string {
  const { level, time, msg, err, ...rest } = Entry.parse(JSON.parse(line));
  const clock = new Date(time).toISOString().slice(11, 19);
  const name = pino.levels.labels[level] ?? String(level);
  const details = Object.entries(rest).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  const trouble = err === undefined ? '' : `\n${err.stack ?? err.message}`;
  return `${clock} ${name.padEnd(5)} ${msg}${details.join('')}${trouble}\n`;
}
