/** What was sent to this partner, with every attempt, and a way to send it again. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PartnerView } from '@recipro/schema';
import { read } from '../../api.ts';
import { DeliveryList } from '../../parts/delivery-list.tsx';
import { SaveDeliveries } from '../../parts/save-deliveries.tsx';
import { Choice, useUrlFilters } from '../../parts/filters.tsx';
import { PagedList } from '../../parts/list-states.tsx';
import { Section } from '../../parts/page.tsx';
import classes from './partner.module.css';

/** Few enough that keys and secret stay in sight. */
const SHOWN = '8';
const STATES = ['waiting', 'delivered', 'failed'] as const;

export function Messages({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  const filters = useUrlFilters(['status']);
  const { status } = filters.values;
  const query = useInfiniteQuery(read.deliveries({ partner: partner.id, status, limit: SHOWN }));
  return (
    <Section
      title={t('partners.deliveries')}
      summary={t('partners.deliveriesText')}
      actions={
        <>
          <Choice
            label={t('deliveries.state')}
            all={t('deliveries.anyStatus')}
            value={status}
            options={STATES.map((value) => ({
              value,
              label: t(`deliveries.status.${value}`),
            }))}
            onChange={(value) => filters.set('status', value)}
          />
          <SaveDeliveries filters={{ partner: partner.id, status }} />
        </>
      }
    >
      <PagedList
        query={query}
        onClear={filters.clear}
        empty={<p className={classes['none']}>{t('partners.noDeliveries')}</p>}
      >
        {(rows) => <DeliveryList deliveries={rows} />}
      </PagedList>
    </Section>
  );
}
