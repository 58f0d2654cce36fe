/** The part of an action's contract that can be checked without running it (C1): its words, and those of its parameters. */
import { z } from 'zod';
import type { Action } from '@recipro/schema';

/** Throws on the first breach. */
export function checkWords(action: Action): void {
  if (!/^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*)+$/.test(action.kind))
    breach(action, 'its kind is not lower-case words joined by dots, such as points.credit');
  for (const field of ['title', 'summary', 'group'] as const)
    if (action[field].trim() === '') breach(action, `it has no ${field}`);
  if (!/^[a-z][a-z0-9-]*$/.test(action.icon))
    breach(action, 'its icon is not a name such as coin or arrow-back-up');
  const schema: { properties?: Record<string, unknown> } = z.toJSONSchema(action.params, {
    io: 'input',
  });
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const title = z.object({ title: z.string().min(1) }).safeParse(property);
    if (!title.success) breach(action, `its parameter ${name} has no title: add .meta({ title })`);
  }
}

export function breach(action: Action, what: string): never {
  throw new Error(`Action ${action.kind}: ${what}.`);
}
