/** Vouchers that a run issued and messages it sent. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RunView } from '@recipro/schema';
import { DeliveryBadge } from '../../parts/delivery-badge.tsx';
import { usePartnerName } from '../../parts/names.ts';
import { Section } from '../../parts/page.tsx';
import classes from './run.module.css';

export function Given({ run }: { run: Pick<RunView, 'vouchers' | 'deliveries'> }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  return (
    <>
      {run.vouchers.length > 0 && (
        <Section title={t('runs.vouchers')}>
          <ul className={classes['lines']}>
            {run.vouchers.map((voucher) => (
              <li key={voucher.code} className={classes['line']}>
                <span className={classes['lineWords']}>
                  {voucher.offer}{' '}
                  <span className={classes['dim']}>
                    {t('customers.redeemer')} {partner(voucher.redeemer)}
                  </span>
                </span>
                <code>{voucher.code}</code>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {run.deliveries.length > 0 && (
        <Section title={t('runs.messages')}>
          <ul className={classes['lines']}>
            {run.deliveries.map((delivery) => (
              <li key={delivery.id} className={classes['line']}>
                <Link to={`/partners/${delivery.partner}`}>
                  {t('runs.delivery', { partner: partner(delivery.partner) })}
                </Link>
                <DeliveryBadge status={delivery.status} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
