/**
 * A race: contestants take turns (A B A B …), so that a machine that slows down slows down all of them.
 * R1. A lap whose check found a fault counts as zero, however fast it was, and says what was wrong.
 * R2. Two contestants are compared lap by lap; the median of those ratios is what a goal is held against.
 */
import { spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';
import type { Track } from './track.ts';

export type Lap = {
  /** What was counted, a second, before the check. */
  readonly perSecond: number;
  /** What the check found wrong; empty when all accepted work is committed and the books are right. */
  readonly faults: readonly string[];
  /** Other figures of this lap, by name with their unit at the end. */
  readonly figures: Readonly<Record<string, number>>;
};

export type Contender = {
  readonly name: string;
  readonly what: string;
  readonly run: (lap: number) => Promise<Lap>;
};

export type Standing = {
  readonly name: string;
  readonly what: string;
  readonly laps: readonly (Lap & { readonly counted: number })[];
  readonly perSecond: Spread;
};

export async function race(
  track: Track,
  contenders: readonly Contender[],
  laps = track.options.laps,
): Promise<readonly Standing[]> {
  const ran = contenders.map((): (Lap & { counted: number })[] => []);
  for (let lap = 1; lap <= laps; lap += 1) {
    for (const [place, { name, run }] of contenders.entries()) {
      const result = await run(lap);
      const counted = countedOf(result);
      ran[place]?.push({ ...result, counted });
      track.say(`  lap ${lap}/${laps}  ${name}: ${Math.round(counted)}/s${faultWords(result)}`);
    }
  }
  return contenders.map(({ name, what }, place) => {
    const done = ran[place] ?? [];
    return { name, what, laps: done, perSecond: spreadOf(done.map(({ counted }) => counted)) };
  });
}

/** A fast wrong run is worth nothing. */
function countedOf({ perSecond, faults }: Pick<Lap, 'perSecond' | 'faults'>): number {
  return faults.length === 0 ? perSecond : 0;
}

function faultWords({ faults }: Lap): string {
  return faults.length === 0 ? '' : `  WRONG, counts as zero: ${faults.join('; ')}`;
}

/** Lap by lap, one against another. Where the other was wrong there is nothing to compare with. */
export function ratios(one: Standing, other: Standing): readonly number[] {
  return one.laps.flatMap(({ counted }, lap) => {
    const against = other.laps[lap]?.counted ?? 0;
    return against === 0 ? [] : [counted / against];
  });
}

/** A figure of each lap; a wrong lap gives none. */
export function figures(standing: Standing, name: string): readonly number[] {
  return standing.laps.flatMap(({ faults, figures: all }) => {
    const value = all[name];
    return faults.length > 0 || value === undefined ? [] : [value];
  });
}
