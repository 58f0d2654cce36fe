/** The fact `now`: the local clock of a zone at a moment. Uses the calendar tables of the platform, never its clock. */

type Clock = {
  readonly hour: number;
  readonly minute: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** `2026-11-25`. */
  readonly date: string;
  readonly minuteOfDay: number;
  /** From so many days or hours ago until now, as two moments in UTC; only where that was asked for. */
  readonly window?: readonly [string, string];
};

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A century: further back there is nothing to look for. */
const DAYS_MAX = 36_525;

function formatFor(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch {
    return null;
  }
}

export function isZone(zone: unknown): boolean {
  return typeof zone === 'string' && formatFor(zone) !== null;
}

/** Undefined for a zone that does not exist. `days` and `hours` ask for the time since then, a day being one of the zone's calendar. */
export type ReadClock = (
  nowMs: number,
  params: Readonly<Record<string, unknown>>,
) => Clock | undefined;

/** Each workflow has one: the tables of a zone are looked up once, which takes a hundred times as long as reading a clock. */
export function newClock(): ReadClock {
  const formats = new Map<unknown, Intl.DateTimeFormat | null>();
  return (nowMs, { zone = 'UTC', days, hours }) => {
    const known = formats.get(zone);
    const format =
      known === undefined && typeof zone === 'string' ? formatFor(zone) : (known ?? null);
    // A workflow names its zones, so they are few.
    formats.set(zone, format);
    return format === null ? undefined : clockAt(nowMs, format, days, hours);
  };
}

function clockAt(nowMs: number, format: Intl.DateTimeFormat, days: unknown, hours: unknown): Clock {
  const part = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const hour = Number(part.get('hour'));
  const minute = Number(part.get('minute'));
  const clock = {
    hour,
    minute,
    weekday: WEEKDAYS.indexOf(part.get('weekday') ?? '') + 1,
    date: `${part.get('year')}-${part.get('month')}-${part.get('day')}`,
    minuteOfDay: hour * 60 + minute,
  };
  const sinceMs = isSpan(days)
    ? daysBefore(nowMs, days, format)
    : isSpan(hours) && nowMs - hours * HOUR_MS;
  if (sinceMs === false) return clock;
  return { ...clock, window: [new Date(sinceMs).toISOString(), new Date(nowMs).toISOString()] };
}

export function isSpan(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= DAYS_MAX;
}

/** The same time of day so many days before: on a day when the clocks were changed that is not a multiple of 24 hours away. */
function daysBefore(nowMs: number, days: number, format: Intl.DateTimeFormat): number {
  const localMs = nowMs + offsetMs(nowMs, format) - days * DAY_MS;
  // What a local time means in UTC: of an hour that came twice the first one, of one that was left out the one after it.
  const before = offsetMs(localMs - DAY_MS, format);
  const after = offsetMs(localMs + DAY_MS, format);
  const fits = [before, after].filter((offset) => offsetMs(localMs - offset, format) === offset);
  return localMs - Math.max(...(fits.length > 0 ? fits : [before]));
}

/** How far the zone is ahead of UTC at this moment. */
function offsetMs(atMs: number, format: Intl.DateTimeFormat): number {
  const part = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const of = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return local - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}
