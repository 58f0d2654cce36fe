/** How values of PostgreSQL become values of JavaScript: whole numbers stay exact, or it is an error. */
import { TypeOverrides, types } from 'pg';

export function exactTypes(): TypeOverrides {
  const overrides = new TypeOverrides();
  overrides.setTypeParser(types.builtins.INT8, safeInteger);
  overrides.setTypeParser(types.builtins.NUMERIC, safeInteger);
  return overrides;
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`${text} came from the database and is not a whole number below 2^53`);
}
