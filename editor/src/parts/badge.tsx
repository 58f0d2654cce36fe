/** A state in one word with its colour; the word alone is enough to understand it. */
import type { ReactNode } from 'react';
import classes from './badge.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'accent';

type Props = {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** A dot in front marks a state that lasts, such as live. */
  readonly dot?: boolean;
};

export function Badge({ tone, dot = false, children }: Props) {
  return (
    <span className={classes['badge']} data-tone={tone}>
      {dot && <span className={classes['dot']} aria-hidden />}
      {children}
    </span>
  );
}
