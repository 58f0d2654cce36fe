/** Words for a screen reader where the eye has a colour or a picture. */
import type { ReactNode } from 'react';
import classes from './spoken.module.css';

export function Spoken({ children }: { children: ReactNode }) {
  return <span className={classes['spoken']}>{children}</span>;
}
