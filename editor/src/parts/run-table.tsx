/** Runs as rows: which event, in which workflow, for whom, and how it ended. */
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '@recipro/schema';
import { Badge } from './badge.tsx';
import { DataTable } from './data-table.tsx';
import type { Column } from './data-table.tsx';
import { usePartnerName } from './names.ts';
import { useStepTitle } from './step-titles.ts';
import classes from './run-table.module.css';
import { Time } from './time.tsx';

type Props = {
  readonly runs: readonly RunSummary[];
  /** On a customer's own page the customer goes without saying. */
  readonly withoutCustomer?: boolean;
};

export function RunTable({ runs, withoutCustomer = false }: Props) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  const customer: Column<RunSummary> = {
    key: 'customer',
    head: t('runs.customer'),
    render: (run) => run.subject,
  };
  return (
    <DataTable
      label={t('runs.title')}
      rows={runs}
      rowKey={(run) => run.id}
      to={(run) => `/runs/${run.id}`}
      columns={[
        { key: 'event', head: t('runs.event'), render: (run) => run.eventType },
        { key: 'partner', head: t('runs.partner'), render: (run) => partner(run.partner) },
        { key: 'workflow', head: t('runs.workflow'), render: (run) => run.workflowName },
        ...(withoutCustomer ? [] : [customer]),
        { key: 'outcome', head: t('runs.outcome'), render: (run) => <Ended run={run} /> },
        {
          key: 'when',
          head: t('runs.when'),
          end: true,
          phone: 'figure',
          render: (run) => <Time atMs={run.atMs} />,
        },
      ]}
    />
  );
}

function Ended({ run }: { run: RunSummary }) {
  const { t } = useTranslation();
  const title = useStepTitle(run.workflow, run.version);
  return (
    <span className={classes['ended']}>
      {title(run.lastNode)}
      {run.declined && <Badge tone="warn">{t('words.outcome.declined')}</Badge>}
    </span>
  );
}
