/** How many runs took a way: a link to them. Nothing while counts are hidden, or where the live version has no such way. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Outlet } from '@recipro/schema';
import { useSession } from '../session/use-session.ts';
import { useRunsLink } from '../session/use-runs-link.ts';
import classes from './way-count.module.css';

type Props = {
  readonly node: string;
  readonly out: Outlet;
  /** What the step is called, for a screen reader. */
  readonly step: string;
  /** Those that went on, or those whose path ended there. */
  readonly ended: boolean;
};

export function WayCount({ node, out, step, ended }: Props) {
  const { t, i18n } = useTranslation();
  const link = useRunsLink();
  const count = useSession(({ counts }) => {
    if (counts === null) return null;
    const way = counts.ways.get(`${node}:${out}`);
    return way === undefined ? 0 : ended ? way.ended : way.count - way.ended;
  });
  if (count === null) return null;
  const figure = new Intl.NumberFormat(i18n.language).format(count);
  if (count === 0) return <span className={classes['none']}>{figure}</span>;
  return (
    <Link
      to={link({ step: node, outcome: out, ended })}
      className={`${classes['count']} nodrag nopan`}
      aria-label={t(ended ? 'editor.counts.endedHere' : 'editor.counts.wentOnHere', {
        count,
        figure,
        step,
      })}
      tabIndex={-1}
    >
      {figure}
    </Link>
  );
}
