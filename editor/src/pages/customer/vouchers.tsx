/** The customer's vouchers: for what, where, and whether they can still be used. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VoucherView } from '@recipro/schema';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { usePartnerName } from '../../parts/names.ts';
import { Section } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import classes from './customer.module.css';

export function Vouchers({ vouchers }: { vouchers: readonly VoucherView[] }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (
    <Section title={t('customers.vouchers')}>
      {vouchers.length === 0 ? (
        <p className={classes['none']}>{t('customers.noVouchers')}</p>
      ) : (
        <DataTable
          label={t('customers.vouchers')}
          rows={vouchers}
          rowKey={(row) => row.code}
          columns={[
            { key: 'offer', head: t('customers.offer'), render: (row) => row.offer },
            {
              key: 'redeemer',
              head: t('customers.redeemer'),
              render: (row) => partner(row.redeemer),
            },
            { key: 'code', head: t('customers.code'), render: (row) => <code>{row.code}</code> },
            {
              key: 'state',
              head: t('customers.state'),
              phone: 'figure',
              render: (row) => <State voucher={row} />,
            },
            {
              key: 'issued',
              head: t('customers.issued'),
              end: true,
              render: (row) => <Time atMs={row.issuedAtMs} />,
            },
          ]}
        />
      )}
    </Section>
  );
}

function State({ voucher }: { voucher: VoucherView }) {
  const { t } = useTranslation();
  const [nowMs] = useState(() => Date.now());
  if (voucher.redeemedAtMs !== null)
    return <Badge tone="good">{t('customers.voucher.redeemed')}</Badge>;
  if (voucher.expiresAtMs !== null && voucher.expiresAtMs < nowMs)
    return <Badge tone="idle">{t('customers.voucher.expired')}</Badge>;
  return <Badge tone="accent">{t('customers.voucher.open')}</Badge>;
}
