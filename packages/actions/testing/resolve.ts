/**
 * Resolves an example's parameters the way the core does, but with one chosen value wherever the document reads from the run:
 * a role becomes a partner of that name, and a value, a proportion or a `{{…}}` becomes what the test wants an event to have brought.
 */
import type { Json } from '@recipro/schema';

export const GOOD_VALUE = 7;

/** What real events bring instead of what was meant. `null` is what a value that is not there comes to. */
export const HOSTILE_VALUES: readonly Json[] = [
  null,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e300,
  '',
  '7',
  'x'.repeat(5000),
  true,
  [],
  [7],
  {},
  { amountMinor: 7 },
];

export function resolveWith(
  params: Readonly<Record<string, unknown>>,
  value: Json,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, resolve(param, value)]),
  );
}

function resolve(param: unknown, value: Json): Json {
  if (typeof param === 'string') return param.replaceAll(/\{\{[^}]*\}\}/g, () => textOf(value));
  if (typeof param === 'number' || typeof param === 'boolean' || param === null) return param;
  if (Array.isArray(param)) return param.map((item) => resolve(item, value));
  if (typeof param !== 'object')
    throw new Error(`A parameter of type ${typeof param} is not JSON.`);
  if ('role' in param && typeof param.role === 'string') return param.role;
  // An amount that does not come to a number is refused by the core itself, so a plan only ever sees numbers here.
  if ('of' in param && 'give' in param) return typeof value === 'number' ? value : GOOD_VALUE;
  if ('fact' in param) return value;
  return Object.fromEntries(
    Object.entries(param).map(([name, item]) => [name, resolve(item, value)]),
  );
}

function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
