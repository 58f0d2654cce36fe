/** Who holds what, and who owes whom. Each account leads to its own journal. */
import { useTranslation } from 'react-i18next';
import type { AccountView } from '@recipro/schema';
import { useAccountWords } from '../../parts/account-words.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';

export function Accounts({ accounts }: { accounts: readonly AccountView[] }) {
  const { t } = useTranslation();
  const words = useAccountWords();
  return (
    <DataTable
      label={t('ledger.accounts')}
      rows={accounts}
      rowKey={(row) => `${row.address} ${row.currency}`}
      to={(row) => `/ledger?account=${encodeURIComponent(row.address)}`}
      columns={[
        {
          key: 'account',
          head: t('ledger.account'),
          render: (row) => words(row.address, row.subject),
        },
        {
          key: 'pending',
          head: t('ledger.pending'),
          end: true,
          phone: 'named',
          render: (row) =>
            row.pendingMinor !== 0 && (
              <Money amountMinor={row.pendingMinor} currency={row.currency} />
            ),
        },
        {
          key: 'balance',
          head: t('ledger.balance'),
          end: true,
          phone: 'figure',
          render: (row) => <Money amountMinor={row.balanceMinor} currency={row.currency} flow />,
        },
      ]}
    />
  );
}
