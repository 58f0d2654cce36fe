/**
 * What a value says about time. The same on every machine: nothing is read in the machine's own zone or calendar.
 * I1. A time without an offset is UTC, and a date without a time is the whole of that day in UTC.
 * I2. A day that is in no calendar (30 February) is no moment, nor is one before the year 100.
 */

/** In ms since 1970 UTC; both are the same for a point in time. */
export type Moment = { readonly firstMs: number; readonly lastMs: number };

const DAY_MS = 24 * 60 * 60 * 1000;
const TEXT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:\d{2})?)?$/;
/** The last moment that a date of the language can hold. */
const MS_MAX = 8_640_000_000_000_000;

/** An ISO 8601 text, or a whole number of ms since 1970. Null for anything else. */
export function momentOf(value: unknown): Moment | null {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && Math.abs(value) <= MS_MAX
      ? { firstMs: value, lastMs: value }
      : null;
  }
  if (typeof value !== 'string' || value.length > 40) return null;
  const parts = TEXT.exec(value);
  return parts === null ? null : written(parts);
}

function written(parts: RegExpExecArray): Moment | null {
  const part = (index: number) => Number(parts[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part);
  const dayMs = Date.UTC(year ?? 0, (month ?? 0) - 1, day);
  const date = new Date(dayMs);
  // The language would turn 30 February into 2 March, and the year 20 into 1920.
  if (date.getUTCDate() !== day || date.getUTCFullYear() !== year) return null;
  if (parts[4] === undefined) return { firstMs: dayMs, lastMs: dayMs + DAY_MS - 1 };
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  const offsetMinutes = offsetOf(parts[8] ?? 'Z');
  if (offsetMinutes === null) return null;
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const minutes = (hour ?? 0) * 60 + (minute ?? 0) - offsetMinutes;
  const ms = dayMs + minutes * 60_000 + (second ?? 0) * 1_000 + milliseconds;
  return { firstMs: ms, lastMs: ms };
}

function offsetOf(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
