/** What would be booked, issued and sent: accounts before and after, vouchers, messages, scores and tags. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SimulateResult } from '@recipro/schema';
import { useAccountWords } from '../parts/account-words.ts';
import { Money } from '../parts/money.tsx';
import { usePartnerName } from '../parts/names.ts';
import classes from './books.module.css';

export function Books({ result }: { result: SimulateResult }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  const accounts = result.accounts.filter((each) => each.beforeMinor !== each.afterMinor);
  const scores = Object.entries(result.scores);
  return (
    <>
      {accounts.length > 0 && <Accounts accounts={accounts} />}
      {result.vouchers.length > 0 && (
        <List title={t('editor.bench.vouchers')}>
          {result.vouchers.map((voucher) => (
            <li key={voucher.code}>
              {t('editor.bench.voucher', {
                offer: voucher.offer,
                partner: partner(voucher.redeemer),
              })}{' '}
              <code>{voucher.code}</code>
            </li>
          ))}
        </List>
      )}
      {result.messages.length > 0 && (
        <List title={t('editor.bench.messages')}>
          {result.messages.map((message, index) => (
            // Two equal messages are two messages.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span>
                {t('editor.bench.message', { event: message.event, partner: partner(message.to) })}
              </span>
              <pre className={classes['data']}>{JSON.stringify(message.data, null, 2)}</pre>
            </li>
          ))}
        </List>
      )}
      {(scores.length > 0 || result.tags.length > 0) && (
        <List title={t('editor.bench.customerAfter')}>
          {scores.map(([name, value]) => (
            <li key={name}>{t('editor.bench.scoreIs', { name, value })}</li>
          ))}
          {result.tags.length > 0 && (
            <li>{t('editor.bench.tagsAre', { tags: result.tags.join(', ') })}</li>
          )}
        </List>
      )}
    </>
  );
}

function List({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']} aria-label={title}>
      <h3 className={classes['heading']}>{title}</h3>
      <ul className={classes['list']}>{children}</ul>
    </section>
  );
}

function Accounts({ accounts }: { accounts: SimulateResult['accounts'] }) {
  const { t } = useTranslation();
  const words = useAccountWords();
  return (
    <section className={classes['section']} aria-label={t('editor.bench.books')}>
      <h3 className={classes['heading']}>{t('editor.bench.books')}</h3>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('editor.bench.account')}</th>
            <th scope="col">{t('editor.bench.before')}</th>
            <th scope="col">{t('editor.bench.after')}</th>
            <th scope="col">{t('editor.bench.change')}</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ account, currency, beforeMinor, afterMinor }) => (
            <tr key={`${account} ${currency}`}>
              <td>
                {account.startsWith('customer:') ? t('editor.bench.theCustomer') : words(account)}
              </td>
              <td>
                <Money amountMinor={beforeMinor} currency={currency} />
              </td>
              <td>
                <Money amountMinor={afterMinor} currency={currency} />
              </td>
              <td>
                <Money amountMinor={afterMinor - beforeMinor} currency={currency} flow />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
