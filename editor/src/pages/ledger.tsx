/** Ledger: does every point and cent add up? */
import { Button } from '@mantine/core';
import { IconScale, IconX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { read } from '../api.ts';
import { useAccountWords } from '../parts/account-words.ts';
import { FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { PagedList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Accounts } from './ledger/accounts.tsx';
import { Check } from './ledger/check.tsx';
import { Journal } from './ledger/journal.tsx';

export default function Ledger() {
  const { t } = useTranslation();
  const words = useAccountWords();
  const filters = useUrlFilters(['q', 'account']);
  const { q, account } = filters.values;
  const accounts = useInfiniteQuery(read.accounts({ q }));
  const transfers = useInfiniteQuery(read.transfers({ account }));
  const booked = transfers.data?.pages[0]?.items.length;
  if (booked === 0 && filters.clear === undefined)
    return (
      <Page title={t('ledger.title')} summary={t('ledger.summary')}>
        <NothingBooked />
      </Page>
    );
  return (
    <Page title={t('ledger.title')} summary={t('ledger.summary')}>
      <Check />
      <Section title={t('ledger.accounts')} summary={t('ledger.accountsText')}>
        <FilterBar>
          <SearchBox
            value={q}
            label={t('ledger.searchAccounts')}
            onChange={(value) => filters.set('q', value)}
          />
        </FilterBar>
        <PagedList
          query={accounts}
          onClear={q === undefined ? undefined : () => filters.set('q', '')}
          empty={null}
        >
          {(rows) => <Accounts accounts={rows} />}
        </PagedList>
      </Section>
      <Section title={t('ledger.journal')} summary={t('ledger.journalText')}>
        {account && (
          <FilterBar>
            <Button
              variant="light"
              rightSection={<IconX size={14} stroke={2} aria-label={t('shell.clearFilters')} />}
              onClick={() => filters.set('account', '')}
            >
              {t('ledger.onlyAccount', { account: words(account) })}
            </Button>
          </FilterBar>
        )}
        <PagedList
          query={transfers}
          onClear={account === undefined ? undefined : () => filters.set('account', '')}
          empty={null}
        >
          {(rows) => <Journal transfers={rows} />}
        </PagedList>
      </Section>
    </Page>
  );
}

function NothingBooked() {
  const { t } = useTranslation();
  return (
    <Message
      icon={<IconScale size={22} stroke={1.6} aria-hidden />}
      title={t('ledger.emptyTitle')}
      text={t('ledger.emptyText')}
    >
      <Button component={Link} to="/workflows" variant="default">
        {t('ledger.emptyAction')}
      </Button>
    </Message>
  );
}
