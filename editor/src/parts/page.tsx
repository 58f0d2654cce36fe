/**
 * What every page has: a title in the tab and on the page, one line that says what it answers, its actions, its content.
 * After a navigation the title takes the focus, so that a screen reader says where one is.
 */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link, NavigationType, useNavigationType } from 'react-router';
import classes from './page.module.css';

type Props = {
  readonly title: string;
  readonly summary?: ReactNode;
  /** Stands beside the title, such as a state. */
  readonly mark?: ReactNode;
  readonly actions?: ReactNode;
  /** The list this page belongs to. */
  readonly back?: { readonly to: string; readonly title: string };
  readonly children: ReactNode;
};

export function Page({ title, summary, mark, actions, back, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType() !== NavigationType.Pop;
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
  }, [arrived]);
  return (
    <div className={classes['page']}>
      <title>{`${title} · Recipro`}</title>
      {back && (
        <Link to={back.to} className={classes['back']}>
          <IconChevronLeft size={15} stroke={1.8} aria-hidden />
          {back.title}
        </Link>
      )}
      <header className={classes['head']}>
        <div className={classes['words']}>
          <div className={classes['titleLine']}>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {mark}
          </div>
          {summary && <div className={classes['summary']}>{summary}</div>}
        </div>
        {actions && <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

type SectionProps = {
  readonly title: string;
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

export function Section({ title, summary, actions, children }: SectionProps) {
  return (
    <section className={classes['section']} aria-label={title}>
      <div className={classes['sectionHead']}>
        <div>
          <h2>{title}</h2>
          {summary && <p className={classes['summary']}>{summary}</p>}
        </div>
        {actions && <div className={classes['actions']}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
