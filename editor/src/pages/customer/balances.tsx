/** What the customer has: one tile a currency, with what is still pending. */
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '@recipro/schema';
import { useAmounts } from '../../parts/amounts.ts';
import { Money } from '../../parts/money.tsx';
import { Section } from '../../parts/page.tsx';
import classes from './customer.module.css';

export function Balances({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const amount = useAmounts();
  return (
    <Section title={t('customers.balances')}>
      {customer.balances.length === 0 ? (
        <p className={classes['none']}>{t('customers.noBalances')}</p>
      ) : (
        <dl className={classes['tiles']}>
          {customer.balances.map(({ currency, balanceMinor, pendingMinor }) => (
            <div key={currency} className={classes['tile']}>
              <dt>
                {t('customers.available')} {currency}
              </dt>
              <dd>
                <span className={classes['figure']}>
                  <Money amountMinor={balanceMinor - pendingMinor} currency={currency} />
                </span>
                {pendingMinor !== 0 && (
                  <span className={classes['dim']}>
                    + {amount(pendingMinor, currency)} {t('customers.pending')}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
