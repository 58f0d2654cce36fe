/** Runs: what happened, for whom, and how did it end? */
import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RunSummary } from '@recipro/schema';
import { read } from '../api.ts';
import { csvTime } from '../parts/csv.ts';
import { Chip, Choice, FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { PagedList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Page } from '../parts/page.tsx';
import { outcomeWords } from '../parts/outcome-words.ts';
import { RunTable } from '../parts/run-table.tsx';
import { SaveCsv } from '../parts/save-csv.tsx';
import { useStepTitle } from '../parts/step-titles.ts';
import { dayWords } from '../parts/time.tsx';

const FILTERS = [
  'q',
  'workflow',
  'customer',
  'version',
  'step',
  'outcome',
  'ended',
  'sinceMs',
] as const;

export default function Runs() {
  const { t } = useTranslation();
  const filters = useUrlFilters(FILTERS);
  const { values } = filters;
  const { q, workflow, customer } = values;
  const query = useInfiniteQuery(read.runs(values));
  const workflows = useQuery(read.workflows()).data ?? [];
  const found = query.data?.pages[0]?.items[0];

  return (
    <Page
      title={t('runs.title')}
      summary={t('runs.summary')}
      actions={
        <Button component={Link} to={`/why?${whySearch(customer, workflow)}`} variant="default">
          {t('why.ask')}
        </Button>
      }
    >
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
          <Chip
            words={t('runs.onlyCustomer', { id: found?.subject ?? customer })}
            onClear={() => filters.set('customer', '')}
          />
        )}
        {values.step && <StepChip values={values} onClear={() => filters.put(NO_STEP)} />}
        <SaveCsv<RunSummary>
          name={t('runs.title')}
          path="/api/runs"
          filters={values}
          columns={[
            { head: t('runs.when'), cell: (run) => csvTime(run.atMs) },
            { head: t('runs.event'), cell: (run) => run.eventType },
            { head: t('runs.partner'), cell: (run) => run.partner },
            { head: t('runs.workflow'), cell: (run) => run.workflowName },
            { head: t('runs.customer'), cell: (run) => run.subject },
            { head: t('runs.outcome'), cell: (run) => `${run.lastNode} (${run.lastOutcome})` },
            { head: 'ID', cell: (run) => run.id },
          ]}
        />
      </FilterBar>
      <PagedList query={query} onClear={filters.clear} empty={<NoRuns />}>
        {(rows) => <RunTable runs={rows} />}
      </PagedList>
    </Page>
  );
}

/** The question starts with whom and what the list is narrowed to. */
function whySearch(customer = '', workflow = ''): string {
  const search = new URLSearchParams();
  if (customer) search.set('customer', customer);
  if (workflow) search.set('workflow', workflow);
  return search.toString();
}

const NO_STEP = { version: '', step: '', outcome: '', ended: '', sinceMs: '' };
type Values = Readonly<Partial<Record<(typeof FILTERS)[number], string>>>;

/** The runs behind a figure on the drawing: which step, which way out, and whether the path went on. */
function StepChip({ values, onClear }: { values: Values; onClear: () => void }) {
  const { t, i18n } = useTranslation();
  const { workflow = '', version = '1', step = '', outcome, ended, sinceMs } = values;
  const title = useStepTitle(workflow, Number(version));
  const parts = [
    `“${title(step)}”`,
    outcome === undefined ? '' : outcomeWords(outcome, t),
    ended === undefined ? '' : t(ended === 'yes' ? 'editor.counts.ended' : 'editor.counts.wentOn'),
    sinceMs === undefined ? '' : t('runs.since', { day: dayWords(Number(sinceMs), i18n.language) }),
  ];
  return <Chip words={parts.filter((part) => part !== '').join(' · ')} onClear={onClear} />;
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
