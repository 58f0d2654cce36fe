/** A quiet block in place of content: what is so, why, and one thing to do. Used for empty, error and crash. */
import type { ReactNode } from 'react';
import classes from './message.module.css';

type Props = {
  readonly title: string;
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  readonly role?: 'alert' | 'status';
  readonly children?: ReactNode;
};

export function Message({ title, text, icon, role, children }: Props) {
  return (
    <div className={classes['message']} role={role}>
      {icon && <div className={classes['icon']}>{icon}</div>}
      <p className={classes['title']}>{title}</p>
      {text && <p className={classes['text']}>{text}</p>}
      {children && <div className={classes['actions']}>{children}</div>}
    </div>
  );
}
