/** Ledger: does every point and cent add up? With an account in the address, the statement of that one. */
import { Button } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { read } from '../api.ts';
import { FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { PagedList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Accounts } from './ledger/accounts.tsx';
import { Check } from './ledger/check.tsx';
import { Journal } from './ledger/journal.tsx';
import { SaveAccounts, SaveJournal } from './ledger/save.tsx';
import { Statement } from './ledger/statement.tsx';

export default function Ledger() {
  const { account } = useUrlFilters(['account']).values;
  return account === undefined ? <Books /> : <Statement key={account} address={account} />;
}

/** Few enough that the journal stays in sight. */
const ACCOUNTS_SHOWN = '20';

function Books() {
  const { t } = useTranslation();
  const filters = useUrlFilters(['q']);
  const { q } = filters.values;
  const accounts = useInfiniteQuery(read.accounts({ q, limit: ACCOUNTS_SHOWN }));
  const transfers = useInfiniteQuery(read.transfers({ q }));
  const nothing = transfers.data?.pages[0]?.items.length === 0 && q === undefined;
  return (
    <Page title={t('ledger.title')} summary={t('ledger.summary')}>
      {nothing ? (
        <NothingBooked />
      ) : (
        <>
          <Check />
          <Section title={t('ledger.accounts')} summary={t('ledger.accountsText')}>
            <FilterBar>
              <SearchBox
                value={q}
                label={t('ledger.search')}
                onChange={(value) => filters.set('q', value)}
              />
              <SaveAccounts filters={{ q }} />
            </FilterBar>
            <PagedList query={accounts} onClear={filters.clear} empty={null}>
              {(rows) => <Accounts accounts={rows} />}
            </PagedList>
          </Section>
          <Section
            title={t('ledger.journal')}
            summary={t('ledger.journalText')}
            actions={<SaveJournal filters={{ q }} />}
          >
            <PagedList query={transfers} onClear={filters.clear} empty={null}>
              {(rows) => <Journal transfers={rows} />}
            </PagedList>
          </Section>
        </>
      )}
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
