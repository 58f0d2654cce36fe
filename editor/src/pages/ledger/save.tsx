/** The books as files. Amounts are plain numbers with the currency's decimals, so that a spreadsheet can add them up. */
import { useTranslation } from 'react-i18next';
import type { AccountView, TransferView } from '@recipro/schema';
import type { Filters } from '../../api.ts';
import { useDecimals } from '../../parts/amounts.ts';
import { csvTime } from '../../parts/csv.ts';
import { SaveCsv } from '../../parts/save-csv.tsx';

export function SaveJournal({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  return (
    <SaveCsv<TransferView>
      name={t('ledger.journal')}
      path="/api/transfers"
      filters={filters}
      columns={[
        { head: t('ledger.when'), cell: (row) => csvTime(row.atMs) },
        { head: t('runs.from'), cell: (row) => row.from },
        { head: t('runs.to'), cell: (row) => row.to },
        { head: t('ledger.amount'), cell: (row) => decimals(row.amountMinor, row.currency) },
        { head: t('ledger.currency'), cell: (row) => row.currency },
        { head: t('runs.customer'), cell: (row) => row.subject },
        { head: t('ledger.reference'), cell: (row) => row.reference },
        { head: t('ledger.reversal'), cell: (row) => row.reverses },
        { head: 'ID', cell: (row) => row.id },
      ]}
    />
  );
}

export function SaveAccounts({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  return (
    <SaveCsv<AccountView>
      name={t('ledger.accounts')}
      path="/api/accounts"
      filters={filters}
      columns={[
        { head: t('ledger.account'), cell: (row) => row.address },
        { head: t('runs.customer'), cell: (row) => row.subject },
        { head: t('ledger.balance'), cell: (row) => decimals(row.balanceMinor, row.currency) },
        { head: t('ledger.pending'), cell: (row) => decimals(row.pendingMinor, row.currency) },
        { head: t('ledger.currency'), cell: (row) => row.currency },
      ]}
    />
  );
}
