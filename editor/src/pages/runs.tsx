/** Runs: what happened, for whom, and how did it end? */
import { Button } from '@mantine/core';
import { IconListDetails, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { read } from '../api.ts';
import { Choice, FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { PagedList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Page } from '../parts/page.tsx';
import { RunTable } from '../parts/run-table.tsx';

export default function Runs() {
  const { t } = useTranslation();
  const filters = useUrlFilters(['q', 'workflow', 'customer']);
  const { q, workflow, customer } = filters.values;
  const query = useInfiniteQuery(read.runs({ q, workflow, customer }));
  const workflows = useQuery(read.workflows()).data ?? [];

  return (
    <Page title={t('runs.title')} summary={t('runs.summary')}>
      <FilterBar>
        <SearchBox
          value={q}
          label={t('runs.search')}
          onChange={(value) => filters.set('q', value)}
        />
        <Choice
          label={t('runs.workflow')}
          all={t('runs.anyWorkflow')}
          value={workflow}
          options={workflows.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(value) => filters.set('workflow', value)}
        />
        {customer && (
          <Button
            variant="light"
            rightSection={<IconX size={14} stroke={2} aria-label={t('shell.clearFilters')} />}
            onClick={() => filters.set('customer', '')}
          >
            {t('runs.onlyCustomer', { id: customer })}
          </Button>
        )}
      </FilterBar>
      <PagedList query={query} onClear={filters.clear} empty={<NoRuns />}>
        {(rows) => <RunTable runs={rows} />}
      </PagedList>
    </Page>
  );
}

function NoRuns() {
  const { t } = useTranslation();
  return (
    <Message
      icon={<IconListDetails size={22} stroke={1.6} aria-hidden />}
      title={t('runs.emptyTitle')}
      text={t('runs.emptyText')}
    >
      <Button component={Link} to="/partners" variant="default">
        {t('runs.emptyAction')}
      </Button>
    </Message>
  );
}
