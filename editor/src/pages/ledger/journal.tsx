/** Every booking, newest first: from whom, to whom, how much, and which run did it. */
import { useTranslation } from 'react-i18next';
import type { TransferView } from '@recipro/schema';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { useTransferWords } from '../../parts/transfer-words.ts';
import { Time } from '../../parts/time.tsx';
import classes from './ledger.module.css';

type Props = {
  readonly transfers: readonly TransferView[];
  /** On the statement of one account amounts are as that account sees them: in or out. */
  readonly account?: string;
};

export function Journal({ transfers, account }: Props) {
  const { t } = useTranslation();
  const words = useTransferWords();
  return (
    <DataTable
      label={t('ledger.journal')}
      rows={transfers}
      rowKey={(row) => row.id}
      to={(row) => `/runs/${row.runId}`}
      columns={[
        {
          key: 'movement',
          head: t('ledger.movement'),
          render: (row) => words(row),
        },
        {
          key: 'reference',
          head: t('ledger.reference'),
          render: (row) => (
            <span className={classes['reference']}>
              {row.reference}
              {row.reverses && <Badge tone="warn">{t('ledger.reversal')}</Badge>}
            </span>
          ),
        },
        {
          key: 'amount',
          head: t('ledger.amount'),
          end: true,
          phone: 'figure',
          render: (row) => (
            <Money
              amountMinor={row.from === account ? -row.amountMinor : row.amountMinor}
              currency={row.currency}
              flow={account !== undefined}
            />
          ),
        },
        {
          key: 'when',
          head: t('ledger.when'),
          end: true,
          render: (row) => <Time atMs={row.atMs} />,
        },
      ]}
    />
  );
}
