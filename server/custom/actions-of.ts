/** Finds the actions among what a module exports, and says what is missing where it holds none. */
import type { Action } from '@recipro/schema';

export function actionsOf(module: Readonly<Record<string, unknown>>): readonly Action[] {
  const found = new Set(Object.values(module).filter(isAction));
  if (found.size === 0)
    throw new Error(
      'it exports no action. Export what defineAction gives: export default defineAction({ … })',
    );
  return [...found];
}

function isAction(value: unknown): value is Action {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    'params' in value &&
    'plan' in value &&
    typeof value.plan === 'function'
  );
}
