/** Messages to partners as a file: each with its state, its attempts and the last answer. */
import { useTranslation } from 'react-i18next';
import type { DeliveryView } from '@recipro/schema';
import type { Filters } from '../api.ts';
import { csvTime } from './csv.ts';
import { SaveCsv } from './save-csv.tsx';

export function SaveDeliveries({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  return (
    <SaveCsv<DeliveryView>
      name={t('partners.deliveries')}
      path="/api/deliveries"
      filters={filters}
      columns={[
        { head: t('deliveries.sent'), cell: (row) => csvTime(row.createdAtMs) },
        { head: t('deliveries.to'), cell: (row) => row.partner },
        { head: t('deliveries.message'), cell: (row) => row.type },
        { head: t('deliveries.state'), cell: (row) => t(`deliveries.status.${row.status}`) },
        { head: t('deliveries.attempts'), cell: (row) => row.attempts.length },
        {
          head: t('deliveries.last'),
          cell: (row) => row.attempts.at(-1)?.error ?? row.attempts.at(-1)?.status ?? null,
        },
        { head: 'ID', cell: (row) => row.id },
      ]}
    />
  );
}
