/** One account: what is on it, and every booking that brought it there, each with its direction. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { read } from '../../api.ts';
import { useAccountWords } from '../../parts/account-words.ts';
import { FilterBar, SearchBox, useUrlFilters } from '../../parts/filters.tsx';
import { PagedList } from '../../parts/list-states.tsx';
import { Money } from '../../parts/money.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Journal } from './journal.tsx';
import { SaveJournal } from './save.tsx';
import classes from './ledger.module.css';

export function Statement({ address }: { address: string }) {
  const { t } = useTranslation();
  const words = useAccountWords();
  const filters = useUrlFilters(['q']);
  const { q } = filters.values;
  const accounts = useInfiniteQuery(read.accounts({ account: address }));
  const transfers = useInfiniteQuery(read.transfers({ account: address, q }));
  const balances = accounts.data?.pages[0]?.items.filter((one) => one.address === address) ?? [];
  const clear = q === undefined ? undefined : () => filters.set('q', '');
  return (
    <Page
      title={words(address, balances[0]?.subject)}
      back={{ to: '/ledger', title: t('ledger.title') }}
      actions={<Owner address={address} />}
    >
      {balances.length > 0 && (
        <dl className={classes['balances']}>
          {balances.map((balance) => (
            <div key={balance.currency}>
              <dt>{t('ledger.balance')}</dt>
              <dd className={classes['figure']}>
                <Money amountMinor={balance.balanceMinor} currency={balance.currency} flow />
              </dd>
              {balance.pendingMinor !== 0 && (
                <dd className={classes['dim']}>
                  {t('ledger.pending')}{' '}
                  <Money amountMinor={balance.pendingMinor} currency={balance.currency} />
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
      <Section title={t('ledger.journal')}>
        <FilterBar>
          <SearchBox
            value={q}
            label={t('ledger.search')}
            onChange={(value) => filters.set('q', value)}
          />
          <SaveJournal filters={{ account: address, q }} />
        </FilterBar>
        <PagedList
          query={transfers}
          onClear={clear}
          empty={<p className={classes['dim']}>{t('ledger.unknownAccount')}</p>}
        >
          {(rows) => <Journal transfers={rows} account={address} />}
        </PagedList>
      </Section>
    </Page>
  );
}

function Owner({ address }: { address: string }) {
  const { t } = useTranslation();
  const [kind, id = ''] = address.split(':');
  const customer = kind === 'customer';
  return (
    <Button
      component={Link}
      to={`/${customer ? 'customers' : 'partners'}/${encodeURIComponent(id)}`}
      variant="default"
    >
      {t(customer ? 'ledger.seeCustomer' : 'ledger.seePartner')}
    </Button>
  );
}
