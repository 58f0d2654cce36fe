/** What the customer allowed, for which partner, and whether it still holds. */
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '@recipro/schema';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { usePartnerName } from '../../parts/names.ts';
import { Section } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import classes from './customer.module.css';

export function Consents({ consents }: Pick<CustomerView, 'consents'>) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (
    <Section title={t('customers.consents')}>
      {consents.length === 0 ? (
        <p className={classes['none']}>{t('customers.noConsents')}</p>
      ) : (
        <DataTable
          label={t('customers.consents')}
          rows={consents}
          rowKey={(row) => `${row.purpose} ${row.partner} ${row.grantedAtMs}`}
          columns={[
            { key: 'purpose', head: t('customers.purpose'), render: (row) => row.purpose },
            {
              key: 'partner',
              head: t('customers.forPartner'),
              render: (row) => partner(row.partner),
            },
            {
              key: 'state',
              head: t('customers.state'),
              phone: 'figure',
              render: (row) =>
                row.withdrawnAtMs === null ? (
                  <Badge tone="good">{t('customers.allowed')}</Badge>
                ) : (
                  <Badge tone="idle">{t('customers.withdrawn')}</Badge>
                ),
            },
            {
              key: 'since',
              head: t('customers.given'),
              end: true,
              render: (row) => <Time atMs={row.withdrawnAtMs ?? row.grantedAtMs} />,
            },
          ]}
        />
      )}
    </Section>
  );
}
