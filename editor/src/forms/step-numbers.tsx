/** A step in numbers: how many runs came, and what became of them. The parts add up to the whole, and each leads to its runs. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stepCounts } from '../session/flow.ts';
import { useSession } from '../session/use-session.ts';
import { useRunsLink } from '../session/use-runs-link.ts';
import classes from './step-numbers.module.css';

export function StepNumbers({ node }: { node: string }) {
  const { t, i18n } = useTranslation();
  const link = useRunsLink();
  const counts = useSession((session) => session.counts);
  if (counts === null) return null;
  const { came, wentOn, waiting, ended, declined } = stepCounts(counts, node);
  const figure = (count: number) => new Intl.NumberFormat(i18n.language).format(count);
  const parts = [
    { words: t('editor.counts.wentOn'), count: wentOn, to: link({ step: node, ended: false }) },
    { words: t('editor.counts.waiting'), count: waiting, to: null },
    { words: t('editor.counts.ended'), count: ended, to: link({ step: node, ended: true }) },
    {
      words: t('editor.counts.declined'),
      count: declined,
      to: link({ step: node, outcome: 'declined', ended: true }),
    },
  ];
  return (
    <section className={classes['numbers']} aria-label={t('editor.counts.title')}>
      <p className={classes['came']}>
        <span>{t('editor.counts.came')}</span>
        <strong>
          {came === 0 ? figure(came) : <Link to={link({ step: node })}>{figure(came)}</Link>}
        </strong>
      </p>
      <ul className={classes['parts']}>
        {parts.map(({ words, count, to }) => (
          <li key={words}>
            <span>{words}</span>
            {count === 0 || to === null ? figure(count) : <Link to={to}>{figure(count)}</Link>}
          </li>
        ))}
      </ul>
      <p className={classes['sum']}>
        {parts.map(({ count }) => figure(count)).join(' + ')} = {figure(came)}
      </p>
    </section>
  );
}
