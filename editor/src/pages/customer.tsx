/** One customer: who is this, what do they have, what may we do? */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { CustomerView } from '@recipro/schema';
import { read } from '../api.ts';
import { Identities } from '../parts/identities.tsx';
import { Rows } from '../parts/list-states.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { Tags } from '../parts/tags.tsx';
import { Time } from '../parts/time.tsx';
import { Balances } from './customer/balances.tsx';
import { Consents } from './customer/consents.tsx';
import classes from './customer/customer.module.css';
import { LinkCustomer } from './customer/link-customer.tsx';
import { Vouchers } from './customer/vouchers.tsx';

export default function Customer() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(read.customer(id));
  const back = { to: '/customers', title: t('customers.title') };
  if (data === undefined)
    return (
      <Page title={t('customers.customer')} back={back}>
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Rows />}
      </Page>
    );
  return (
    <Page
      title={data.identities[0]?.subject ?? data.id}
      back={back}
      mark={<Tags tags={data.tags} />}
      summary={
        <>
          <Identities identities={data.identities} /> · {t('customers.since')}{' '}
          <Time atMs={data.firstSeenAtMs} />
        </>
      }
      actions={
        <>
          <Button component={Link} to={`/why?customer=${data.id}`} variant="default">
            {t('why.ask')}
          </Button>
          <LinkCustomer known={data.identities} />
        </>
      }
    >
      <Balances customer={data} />
      <Scores customer={data} />
      <Consents consents={data.consents} />
      <Vouchers vouchers={data.vouchers} />
      <Section
        title={t('customers.runs')}
        actions={
          <Button component={Link} to={`/runs?customer=${data.id}`} variant="default" size="xs">
            {t('customers.allRuns')}
          </Button>
        }
      >
        {data.runs.length === 0 ? (
          <p className={classes['none']}>{t('runs.emptyTitle')}</p>
        ) : (
          <RunTable runs={data.runs} withoutCustomer />
        )}
      </Section>
    </Page>
  );
}

function Scores({ customer }: { customer: CustomerView }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Section title={t('customers.scores')}>
      {customer.scores.length === 0 ? (
        <p className={classes['none']}>{t('customers.noScores')}</p>
      ) : (
        <dl className={classes['tiles']}>
          {customer.scores.map((score) => (
            <div key={score.name} className={classes['tile']}>
              <dt>{score.name}</dt>
              <dd>
                <span className={classes['figure']}>{number.format(score.value)}</span>
                <span className={classes['dim']}>
                  <Time atMs={score.updatedAtMs} />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
