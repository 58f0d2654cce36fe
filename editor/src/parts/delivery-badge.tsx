/** The state of a message: waiting, delivered or failed. */
import { useTranslation } from 'react-i18next';
import { Badge } from './badge.tsx';

const TONES = { waiting: 'accent', delivered: 'good', failed: 'bad' } as const;

export function DeliveryBadge({ status }: { status: string }) {
  const { t } = useTranslation();
  if (status !== 'waiting' && status !== 'delivered' && status !== 'failed') return status;
  return <Badge tone={TONES[status]}>{t(`deliveries.status.${status}`)}</Badge>;
}
