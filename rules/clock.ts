/** The local clock of a zone at a moment, for the fact `now`. Uses the calendar tables of the platform, never its clock. */

export type Clock = {
  readonly hour: number;
  readonly minute: number;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** `2026-11-25`. */
  readonly date: string;
  readonly minuteOfDay: number;
};

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

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

/** Undefined for a zone that does not exist. */
export function clockAt(nowMs: number, zone: unknown): Clock | undefined {
  const format = typeof zone === 'string' ? formatFor(zone) : null;
  if (format === null) return undefined;
  const part = new Map(format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const hour = Number(part.get('hour'));
  const minute = Number(part.get('minute'));
  return {
    hour,
    minute,
    weekday: WEEKDAYS.indexOf(part.get('weekday') ?? '') + 1,
    date: `${part.get('year')}-${part.get('month')}-${part.get('day')}`,
    minuteOfDay: hour * 60 + minute,
  };
}
