/** A moment, as long ago as it is; the exact time stands in its title. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEPS: readonly { readonly unit: Intl.RelativeTimeFormatUnit; readonly ms: number }[] = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
];
/** Older than this, a date says more than a distance. */
const RELATIVE_MAX_MS = 7 * 86_400_000;
const TICK_MS = 30_000;

export function exactTime(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

/** A day, where the hour does not matter; counted in UTC, as the server counts days. */
export function dayWords(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(atMs);
}

export function relativeTime(atMs: number, nowMs: number, locale: string): string {
  const distanceMs = atMs - nowMs;
  if (Math.abs(distanceMs) > RELATIVE_MAX_MS) {
    const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
    return new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      ...(sameYear ? {} : { year: 'numeric' }),
    }).format(atMs);
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const step = STEPS.find(({ ms }) => Math.abs(distanceMs) >= ms);
  return step
    ? format.format(Math.trunc(distanceMs / step.ms), step.unit)
    : format.format(0, 'second');
}

export function Time({ atMs, exact = false }: { atMs: number; exact?: boolean }) {
  const { i18n } = useTranslation();
  const nowMs = useNow();
  const long = exactTime(atMs, i18n.language);
  return (
    <time dateTime={new Date(atMs).toISOString()} title={long} style={{ whiteSpace: 'nowrap' }}>
      {exact ? long : relativeTime(atMs, nowMs, i18n.language)}
    </time>
  );
}

function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
