/** A heat: one question of a topic, raced and judged. */
import type { Verdict } from './goal.ts';
import type { Standing } from './race.ts';
import type { Track } from './track.ts';

export type HeatResult = {
  readonly standings: readonly Standing[];
  readonly verdicts: readonly Verdict[];
  /** What a reader must know to understand the figures. */
  readonly notes: readonly string[];
};

export type Heat = {
  /** As `--only` names it. */
  readonly name: string;
  readonly what: string;
  readonly run: (track: Track) => Promise<HeatResult>;
};
