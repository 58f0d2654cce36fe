/** Partners: who is in the alliance, and how are they connected? */
import { useQuery } from '@tanstack/react-query';
import { IconBuildingStore } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PartnerView } from '@recipro/schema';
import { read } from '../api.ts';
import { Badge } from '../parts/badge.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { FilterBar, SearchBox, useUrlFilters } from '../parts/filters.tsx';
import { WholeList } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { Page } from '../parts/page.tsx';
import { Time } from '../parts/time.tsx';
import { AddPartner } from './partner/add-partner.tsx';
import classes from './partner/partner.module.css';

export default function Partners() {
  const { t } = useTranslation();
  const query = useQuery(read.partners());
  const filters = useUrlFilters(['q']);
  const { q } = filters.values;
  const some = query.data !== undefined && query.data.length > 0;
  return (
    <Page
      title={t('partners.title')}
      summary={t('partners.summary')}
      actions={some && <AddPartner />}
    >
      {some && (
        <FilterBar>
          <SearchBox
            value={q}
            label={t('partners.search')}
            onChange={(value) => filters.set('q', value)}
          />
        </FilterBar>
      )}
      <WholeList
        query={query}
        keep={(row) => q === undefined || matches(row, q)}
        onClear={filters.clear}
        empty={
          <Message
            icon={<IconBuildingStore size={22} stroke={1.6} aria-hidden />}
            title={t('partners.emptyTitle')}
            text={t('partners.emptyText')}
          >
            <AddPartner />
          </Message>
        }
      >
        {(rows) => <List rows={rows} />}
      </WholeList>
    </Page>
  );
}

function matches(partner: PartnerView, q: string): boolean {
  const codes = partner.currencies.map((currency) => currency.code).join(' ');
  return `${partner.name} ${partner.id} ${codes}`.toLowerCase().includes(q.toLowerCase());
}

function List({ rows }: { rows: readonly PartnerView[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      label={t('partners.title')}
      rows={rows}
      rowKey={(row) => row.id}
      to={(row) => `/partners/${row.id}`}
      columns={[
        { key: 'name', head: t('partners.partner'), render: (row) => row.name },
        {
          key: 'currencies',
          head: t('partners.currencies'),
          phone: 'figure',
          render: (row) => row.currencies.map((currency) => currency.code).join(', '),
        },
        {
          key: 'endpoint',
          head: t('partners.connection'),
          render: (row) => <Endpoint partner={row} />,
        },
        {
          key: 'keys',
          head: t('partners.keys'),
          end: true,
          phone: 'named',
          render: (row) => row.keys.filter((key) => key.revokedAtMs === null).length,
        },
        {
          key: 'since',
          head: t('partners.since'),
          end: true,
          render: (row) => <Time atMs={row.createdAtMs} />,
        },
      ]}
    />
  );
}

function Endpoint({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  if (partner.endpointUrl === null) return t('partners.noEndpoint');
  if (partner.endpointDisabledAtMs !== null)
    return <Badge tone="bad">{t('partners.endpointGone')}</Badge>;
  return <span className={classes['endpoint']}>{partner.endpointUrl}</span>;
}
