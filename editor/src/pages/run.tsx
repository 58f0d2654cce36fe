/** One run: what did happen to this customer, and why (not)? */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { RunView } from '@recipro/schema';
import { read } from '../api.ts';
import { Badge } from '../parts/badge.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { Rows } from '../parts/list-states.tsx';
import { usePartnerName } from '../parts/names.ts';
import { Page, Section } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { StepTrace } from '../parts/step-trace.tsx';
import { useStepTitle } from '../parts/step-titles.ts';
import { Time } from '../parts/time.tsx';
import { Booked } from './run/booked.tsx';
import { Given } from './run/given.tsx';
import { Verdict } from './run/verdict.tsx';
import classes from './run/run.module.css';

export default function Run() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(read.run(id));
  const back = { to: '/runs', title: t('runs.title') };
  if (data === undefined)
    return (
      <Page title={t('runs.title')} back={back}>
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Rows />}
      </Page>
    );
  return (
    <Page
      title={data.eventType}
      back={back}
      mark={data.declined ? <Badge tone="warn">{t('words.outcome.declined')}</Badge> : undefined}
      summary={<Facts run={data} />}
    >
      <Story run={data} />
    </Page>
  );
}

function Facts({ run }: { run: RunView }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (
    <span className={classes['facts']}>
      <span>
        {t('runs.partner')} <Link to={`/partners/${run.partner}`}>{partner(run.partner)}</Link>
      </span>
      <span>
        {t('runs.customer')} <Link to={`/customers/${run.customerId}`}>{run.subject}</Link>
      </span>
      <span>
        {t('runs.workflow')} <Link to={`/workflows/${run.workflow}`}>{run.workflowName}</Link>,{' '}
        {t('runs.version', { version: run.version })}
      </span>
      <Time atMs={run.atMs} exact />
    </span>
  );
}

function Story({ run }: { run: RunView }) {
  const { t } = useTranslation();
  const title = useStepTitle(run.workflow, run.version);
  return (
    <div className={classes['columns']}>
      <div>
        <Verdict run={run} title={title} />
        <Section title={t('runs.why')}>
          <ol className={classes['path']}>
            {run.trace.map((step) => (
              <StepTrace key={step.node} step={step} title={title(step.node)} event={run.event} />
            ))}
          </ol>
        </Section>
      </div>
      <div className={classes['aside']}>
        <Booked transfers={run.transfers} />
        <Given run={run} />
        <Section title={t('runs.facts')}>
          <JsonView label={t('runs.eventData')} value={run.event} />
        </Section>
      </div>
    </div>
  );
}
