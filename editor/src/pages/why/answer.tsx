/** The answer: first in a sentence, then step by step, then as data. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Event, Trace, WhyAnswer } from '@recipro/schema';
import { JsonView } from '../../parts/json-view.tsx';
import { usePartnerName } from '../../parts/names.ts';
import { Section } from '../../parts/page.tsx';
import { StepTrace } from '../../parts/step-trace.tsx';
import { useStepTitle } from '../../parts/step-titles.ts';
import { Time } from '../../parts/time.tsx';
import { Verdict, reasons } from '../run/verdict.tsx';
import run from '../run/run.module.css';
import classes from './why.module.css';

export function Answer({ why }: { why: WhyAnswer }) {
  const { t } = useTranslation();
  const { answer, workflow } = why;
  return (
    <>
      {workflow.status === 'paused' && <p className={classes['note']}>{t('why.paused')}</p>}
      <Told why={why} />
      {answer.kind === 'run' && (
        <p className={classes['more']}>
          <Link to={`/runs/${answer.run.id}`}>{t('why.run')}</Link>
        </p>
      )}
    </>
  );
}

function Told({ why }: { why: WhyAnswer }) {
  const { t } = useTranslation();
  const { answer, workflow } = why;
  const version = workflow.version ?? 1;
  switch (answer.kind) {
    case 'never-published':
      return (
        <div className={run['verdict']}>
          <h2>{t('why.never')}</h2>
          <p>{t('why.neverText')}</p>
          <Link to={`/workflows/${workflow.id}`}>{t('why.publish')}</Link>
        </div>
      );
    case 'no-event':
      return <NoEvent why={why} came={answer.came} />;
    case 'waiting':
      return (
        <div className={run['verdict']}>
          <h2>{t('why.waiting')}</h2>
          <p>{answer.event.type}</p>
        </div>
      );
    case 'held':
      return (
        <div className={run['verdict']} data-tone="warn">
          <h2>{t('why.held')}</h2>
          <p>{answer.reason}</p>
          <Link to="/attention">{t('why.heldGo')}</Link>
        </div>
      );
    case 'run':
      return <Decided told={answer.run} workflow={workflow.id} version={answer.run.version} />;
    case 'decided-now':
      return (
        <>
          <p className={classes['note']}>
            <strong>{t('why.now')}.</strong> {t('why.nowText')}
          </p>
          <Decided told={answer} workflow={workflow.id} version={version} again />
        </>
      );
    default:
      return answer satisfies never;
  }
}

function NoEvent({ why, came }: { why: WhyAnswer; came: WhyAnswer['events'] }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (
    <>
      <div className={run['verdict']}>
        <h2>{t('why.noEvent')}</h2>
        <p>{t('why.noEventText')}</p>
        {why.wanted.map(({ node, type, partner: from }) => (
          <p key={node} className={run['reason']}>
            {t('why.from', { event: type, partner: partner(from ?? '') })}
          </p>
        ))}
      </div>
      <Section title={t('why.cameInstead')}>
        {came.length === 0 ? (
          <p className={classes['dim']}>{t('why.cameNothing')}</p>
        ) : (
          <ul className={classes['came']}>
            {came.map((one) => (
              <li key={one.eventId}>
                {t('why.from', { event: one.type, partner: partner(one.partner) })}{' '}
                <span className={classes['dim']}>
                  <Time atMs={one.acceptedAtMs} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

type DecidedProps = {
  readonly told: { readonly event: Event; readonly trace: Trace };
  readonly workflow: string;
  readonly version: number;
  /** Decided again, so that its steps would be done and were not. */
  readonly again?: boolean;
};

function Decided({ told, workflow, version, again = false }: DecidedProps) {
  const { t } = useTranslation();
  const title = useStepTitle(workflow, version);
  const done = told.trace.filter((step) => step.kind === 'action' && step.outcome === 'done');
  const stopped = told.trace.findLast((step) => step.outcome === 'no')?.condition;
  const unmet = stopped === undefined ? [] : reasons(stopped, true);
  return (
    <>
      {again && done.length > 0 ? (
        <div className={run['verdict']}>
          <h2>{t('why.wouldDo', { count: done.length })}</h2>
          <p>{done.map((step) => title(step.node)).join(' · ')}</p>
        </div>
      ) : (
        <Verdict run={told} title={title} />
      )}
      <Section title={t('why.path')}>
        <ol className={run['path']}>
          {told.trace.map((step) => (
            <StepTrace key={step.node} step={step} title={title(step.node)} event={told.event} />
          ))}
        </ol>
      </Section>
      <Section title={t('why.data')}>
        <details>
          <summary className={classes['open']}>
            {t(unmet.length > 0 ? 'why.unmet' : 'why.path')}
          </summary>
          <JsonView label={t('why.data')} value={unmet.length > 0 ? unmet : told.trace} />
        </details>
        <details>
          <summary className={classes['open']}>{t('runs.eventData')}</summary>
          <JsonView label={t('runs.eventData')} value={told.event} />
        </details>
      </Section>
    </>
  );
}
