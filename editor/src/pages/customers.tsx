/** Customers: who is known, and what do they have? */
import { Button } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CustomerSummary } from '@recipro/schema';
import { read } from '../api.ts';
import { useDecimals } from '../parts/amounts.ts';
import { csvTime } from '../parts/csv.ts';
import { DataTable } from '../parts/data-table.tsx';
import { FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { Identities } from '../parts/identities.tsx';
import { PagedList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Money } from '../parts/money.tsx';
import { Page } from '../parts/page.tsx';
import { SaveCsv } from '../parts/save-csv.tsx';
import { Tags } from '../parts/tags.tsx';
import { Time } from '../parts/time.tsx';
import classes from './customer/customer.module.css';

export default function Customers() {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const filters = useUrlFilters(['q']);
  const { q } = filters.values;
  const query = useInfiniteQuery(read.customers({ q }));
  return (
    <Page title={t('customers.title')} summary={t('customers.summary')}>
      <FilterBar>
        <SearchBox
          value={q}
          label={t('customers.search')}
          onChange={(value) => filters.set('q', value)}
        />
        <SaveCsv<CustomerSummary>
          name={t('customers.title')}
          path="/api/customers"
          filters={{ q }}
          columns={[
            {
              head: t('customers.customer'),
              cell: (row) =>
                row.identities.map((one) => `${one.subject} @ ${one.partner}`).join('; '),
            },
            { head: t('customers.tags'), cell: (row) => row.tags.join('; ') },
            {
              head: t('customers.balances'),
              cell: (row) =>
                row.balances
                  .map((each) => `${decimals(each.balanceMinor, each.currency)} ${each.currency}`)
                  .join('; '),
            },
            { head: t('customers.since'), cell: (row) => csvTime(row.firstSeenAtMs) },
            { head: t('customers.lastEvent'), cell: (row) => csvTime(row.lastEventAtMs) },
            { head: 'ID', cell: (row) => row.id },
          ]}
        />
      </FilterBar>
      <PagedList query={query} onClear={filters.clear} empty={<NoCustomers />}>
        {(rows) => (
          <DataTable
            label={t('customers.title')}
            rows={rows}
            rowKey={(row) => row.id}
            to={(row) => `/customers/${row.id}`}
            columns={[
              {
                key: 'who',
                head: t('customers.customer'),
                render: (row) => <Identities identities={row.identities} />,
              },
              { key: 'tags', head: t('customers.tags'), render: (row) => <Tags tags={row.tags} /> },
              {
                key: 'balances',
                head: t('customers.balances'),
                end: true,
                phone: 'figure',
                render: (row) => (
                  <span className={classes['amounts']}>
                    {row.balances.map((balance) => (
                      <Money
                        key={balance.currency}
                        amountMinor={balance.balanceMinor}
                        currency={balance.currency}
                      />
                    ))}
                  </span>
                ),
              },
              {
                key: 'last',
                head: t('customers.lastEvent'),
                end: true,
                render: (row) => row.lastEventAtMs !== null && <Time atMs={row.lastEventAtMs} />,
              },
            ]}
          />
        )}
      </PagedList>
    </Page>
  );
}

function NoCustomers() {
  const { t } = useTranslation();
  return (
    <Message
      icon={<IconUsers size={22} stroke={1.6} aria-hidden />}
      title={t('customers.emptyTitle')}
      text={t('customers.emptyText')}
    >
      <Button component={Link} to="/partners" variant="default">
        {t('customers.emptyAction')}
      </Button>
    </Message>
  );
}
