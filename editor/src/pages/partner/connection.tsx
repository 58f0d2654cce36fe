/** How the partner is connected: its short name, where messages go, which points it issues. */
import { useTranslation } from 'react-i18next';
import type { PartnerView } from '@recipro/schema';
import { Time } from '../../parts/time.tsx';
import classes from './partner.module.css';

export function Connection({ partner }: { partner: PartnerView }) {
  const { t } = useTranslation();
  return (
    <dl className={classes['facts']}>
      <dt>{t('partners.id')}</dt>
      <dd>
        <code>{partner.id}</code>
      </dd>
      <dt>{t('partners.issues')}</dt>
      <dd>
        {partner.currencies.map((currency) => `${currency.name} (${currency.code})`).join(', ') ||
          t('partners.noCurrencies')}
      </dd>
      <dt>{t('partners.endpoint')}</dt>
      <dd>
        {partner.endpointUrl ?? t('partners.noEndpoint')}
        {partner.endpointDisabledAtMs !== null && (
          <p className={classes['warning']} role="status">
            {t('partners.endpointDisabled')}
          </p>
        )}
      </dd>
      <dt>{t('partners.since')}</dt>
      <dd>
        <Time atMs={partner.createdAtMs} />
      </dd>
    </dl>
  );
}
