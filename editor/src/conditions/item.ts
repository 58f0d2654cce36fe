/** What every part of a condition is given to show and change it. */
import type { Condition } from '@recipro/schema';

export type ItemProps = {
  /** The step that asks, which decides what can be read. */
  readonly node: string;
  readonly value: Condition;
  readonly level: number;
  /** Null takes the part away. */
  readonly onChange: (condition: Condition | null) => void;
};
