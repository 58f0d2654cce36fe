/** The answer before the details: what was done, or which steps were declined and why. */
import { useTranslation } from 'react-i18next';
import type { RunView } from '@recipro/schema';
import { spaced } from '../../parts/names.ts';
import classes from './run.module.css';

type Props = {
  readonly run: RunView;
  readonly titles: ReadonlyMap<string, string | undefined>;
};

export function Verdict({ run, titles }: Props) {
  const { t } = useTranslation();
  const title = (node: string) => titles.get(node) ?? spaced(node);
  const declined = run.trace.filter((step) => step.declined !== undefined);
  const done = run.trace.filter((step) => step.kind === 'action' && step.outcome === 'done');
  if (declined.length > 0)
    return (
      <div className={classes['verdict']} data-tone="warn">
        <h2>{t('runs.verdict.declined', { count: declined.length })}</h2>
        {declined.map((step) => (
          <p key={step.node}>
            {title(step.node)}: {step.declined?.reason}
          </p>
        ))}
      </div>
    );
  return (
    <div className={classes['verdict']}>
      <h2>
        {done.length > 0
          ? t('runs.verdict.done', { count: done.length })
          : t('runs.verdict.nothing')}
      </h2>
      <p>
        {done.length > 0
          ? done.map((step) => title(step.node)).join(' · ')
          : t('runs.verdict.nothingText')}
      </p>
    </div>
  );
}
