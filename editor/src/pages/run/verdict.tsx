/** The answer before the details: what was done, which steps were declined and why, or which question stopped the path. */
import { useTranslation } from 'react-i18next';
import type { ComparisonTrace, ConditionTrace, Event, Trace } from '@recipro/schema';
import { useFactWords } from '../../parts/fact-words.ts';
import type { StepTitle } from '../../parts/step-titles.ts';
import classes from './run.module.css';

type Told = { readonly event: Event; readonly trace: Trace };
type Props = { readonly run: Told; readonly title: StepTitle };

export function Verdict({ run, title }: Props) {
  const { t } = useTranslation();
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
  if (done.length > 0)
    return (
      <div className={classes['verdict']}>
        <h2>{t('runs.verdict.done', { count: done.length })}</h2>
        <p>{done.map((step) => title(step.node)).join(' · ')}</p>
      </div>
    );
  return (
    <div className={classes['verdict']}>
      <h2>{t('runs.verdict.nothing')}</h2>
      <Stopped run={run} title={title} />
    </div>
  );
}

/** The last question that was answered with no, and what would have had to be otherwise. */
function Stopped({ run, title }: Props) {
  const { t } = useTranslation();
  const words = useFactWords();
  const step = run.trace.findLast((one) => one.outcome === 'no');
  if (step?.condition === undefined) return <p>{t('runs.verdict.nothingText')}</p>;
  return (
    <>
      <p>{t('runs.verdict.stopped', { step: title(step.node) })}</p>
      {reasons(step.condition, true).map((reason) => {
        const sentence = words.sentence(reason, run.event);
        return (
          <p key={sentence} className={classes['reason']}>
            {sentence}
          </p>
        );
      })}
    </>
  );
}

/** The comparisons that made a condition fail; under a "not" those that were met. */
export function reasons(trace: ConditionTrace, wanted: boolean): readonly ComparisonTrace[] {
  if (trace.type === 'comparison') return trace.met === !wanted ? [trace] : [];
  if (trace.type === 'not') return reasons(trace.item, !wanted);
  if (trace.type === 'named') return reasons(trace.item, wanted);
  return trace.items.flatMap((item) => reasons(item, wanted));
}
