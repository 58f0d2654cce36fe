/** Reads JSON that a person named on the command line: a file, or `-` for what is piped in. */
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError, parse } from '../errors.ts';
import type { Context } from './command.ts';

/** `bad-request` with the place of what is wrong. */
export async function readJsonFile<Schema extends z.ZodType>(
  schema: Schema,
  file: string,
  context: Context,
): Promise<z.output<Schema>> {
  const text = file === '-' ? await context.readStdin() : await readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('bad-request', `${file} is not JSON: ${String(cause)}`, { cause });
  }
  return parse(schema, value, file);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('not-found', `${file} cannot be read: ${String(cause)}`, { cause });
  }
}
