/** Workflows: what is running, and is it healthy? */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { IconLayoutGrid } from '@tabler/icons-react';
import type { WorkflowStatus, WorkflowSummary } from '@recipro/schema';
import { read } from '../api.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Choice, FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { WholeList } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';
import { WorkflowBadge } from '../parts/workflow-badge.tsx';
import { Checklist } from './workflows/checklist.tsx';
import { NewWorkflow } from './workflows/new-workflow.tsx';
import { RowMenu } from './workflows/row-menu.tsx';
import { Welcome } from './workflows/welcome.tsx';
import classes from './workflows/workflows.module.css';

const STATES: readonly WorkflowStatus[] = ['live', 'paused', 'draft'];

export default function Workflows() {
  const { t } = useTranslation();
  const query = useQuery(read.workflows());
  const filters = useUrlFilters(['q', 'status']);
  const { q, status } = filters.values;
  const count = (state: WorkflowStatus) =>
    query.data?.filter((workflow) => workflow.status === state).length ?? 0;
  const some = query.data !== undefined && query.data.length > 0;

  return (
    <Page
      title={t('workflows.title')}
      summary={
        some
          ? t('workflows.counts', {
              live: count('live'),
              paused: count('paused'),
              draft: count('draft'),
            })
          : t('workflows.summary')
      }
      actions={
        <>
          <Button
            component={Link}
            to="/templates"
            variant="default"
            leftSection={<IconLayoutGrid size={16} stroke={1.7} aria-hidden />}
          >
            {t('workflows.fromTemplate')}
          </Button>
          <NewWorkflow />
        </>
      }
    >
      <Checklist />
      {some && (
        <FilterBar>
          <SearchBox
            value={q}
            label={t('workflows.search')}
            onChange={(value) => filters.set('q', value)}
          />
          <Choice
            label={t('workflows.status')}
            all={t('workflows.anyState')}
            value={status}
            options={STATES.map((value) => ({ value, label: t(`workflows.state.${value}`) }))}
            onChange={(value) => filters.set('status', value)}
          />
        </FilterBar>
      )}
      <WholeList
        query={query}
        keep={(workflow) => matches(workflow, q, status)}
        empty={<Welcome />}
        onClear={filters.clear}
      >
        {(rows) => <List rows={rows} />}
      </WholeList>
    </Page>
  );
}

function matches(workflow: WorkflowSummary, q: string | undefined, status: string | undefined) {
  const words = `${workflow.name} ${workflow.id}`.toLowerCase();
  return (
    (q === undefined || words.includes(q.toLowerCase())) &&
    (status === undefined || workflow.status === status)
  );
}

function List({ rows }: { rows: readonly WorkflowSummary[] }) {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <DataTable
      label={t('workflows.title')}
      rows={rows}
      rowKey={(row) => row.id}
      to={(row) => `/workflows/${row.id}`}
      columns={[
        { key: 'name', head: t('workflows.name'), render: (row) => row.name },
        {
          key: 'status',
          head: t('workflows.status'),
          render: (row) => (
            <span className={classes['state']}>
              <WorkflowBadge status={row.status} />
              {row.changed && row.status !== 'draft' && (
                <span className={classes['changed']}>{t('workflows.changed')}</span>
              )}
            </span>
          ),
        },
        {
          key: 'runs',
          head: t('workflows.runs'),
          end: true,
          phone: 'named',
          render: (row) => number.format(row.runs),
        },
        {
          key: 'declined',
          head: t('workflows.declined'),
          end: true,
          phone: 'named',
          render: (row) => (
            <span className={row.declined > 0 ? classes['declined'] : undefined}>
              {number.format(row.declined)}
            </span>
          ),
        },
        {
          key: 'last',
          head: t('workflows.lastRun'),
          end: true,
          render: (row) =>
            row.lastRunAtMs === null ? t('workflows.never') : <Time atMs={row.lastRunAtMs} />,
        },
        {
          key: 'more',
          head: t('shell.actions'),
          tools: true,
          end: true,
          render: (row) => <RowMenu workflow={row} />,
        },
      ]}
    />
  );
}
