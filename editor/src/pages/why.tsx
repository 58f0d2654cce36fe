/** Why did it, or did it not, happen for this customer? One question, one answer, from what was recorded. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { read } from '../api.ts';
import { Choice, FilterBar, useUrlFilters } from '../parts/filters.tsx';
import { Rows } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { exactTime } from '../parts/time.tsx';
import { Answer } from './why/answer.tsx';
import { ChooseCustomer } from './why/choose-customer.tsx';

export default function Why() {
  const { t } = useTranslation();
  const filters = useUrlFilters(['customer', 'workflow', 'event']);
  const { customer, workflow, event } = filters.values;
  const workflows = useQuery(read.workflows()).data ?? [];
  return (
    <Page
      title={t('why.title')}
      summary={t('why.summary')}
      back={{ to: '/runs', title: t('runs.title') }}
    >
      <FilterBar>
        <ChooseCustomer
          customer={customer}
          onChoose={(id) => filters.put({ customer: id, event: '' })}
        />
        <Choice
          label={t('why.workflow')}
          all={t('why.chooseWorkflow')}
          value={workflow}
          options={workflows.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(value) => filters.put({ workflow: value, event: '' })}
        />
        {customer && workflow && (
          <ChooseEvent
            customer={customer}
            workflow={workflow}
            event={event}
            onChoose={(id) => filters.set('event', id)}
          />
        )}
      </FilterBar>
      {customer && workflow && <Answered customer={customer} workflow={workflow} event={event} />}
    </Page>
  );
}

type Asked = {
  readonly customer: string;
  readonly workflow: string;
  readonly event: string | undefined;
};

function Answered({ customer, workflow, event }: Asked) {
  const { data, error, refetch } = useQuery(read.why(customer, workflow, event));
  if (data) return <Answer why={data} />;
  return error ? <Problem error={error} onRetry={() => void refetch()} /> : <Rows />;
}

/** The customer's events that the workflow takes, where there are several to ask about. */
function ChooseEvent({ onChoose, ...asked }: Asked & { onChoose: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(read.why(asked.customer, asked.workflow, asked.event));
  const [newest, ...others] = data?.events ?? [];
  if (newest === undefined || others.length === 0) return null;
  const words = ({ type, acceptedAtMs }: typeof newest) =>
    `${type} · ${exactTime(acceptedAtMs, i18n.language)}`;
  return (
    <Choice
      label={t('why.event')}
      all={words(newest)}
      value={asked.event}
      options={others.map((one) => ({ value: one.eventId, label: words(one) }))}
      onChange={onChoose}
    />
  );
}
