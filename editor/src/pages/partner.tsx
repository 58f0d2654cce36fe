/** One partner: how is it connected, and did everything reach it? */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { read } from '../api.ts';
import { Rows } from '../parts/list-states.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { Connection } from './partner/connection.tsx';
import { EditPartner } from './partner/edit-partner.tsx';
import { FirstEvent } from './partner/first-event.tsx';
import { Keys } from './partner/keys.tsx';
import { Messages } from './partner/messages.tsx';
import { Secret } from './partner/secret.tsx';

export default function Partner() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(read.partner(id));
  const back = { to: '/partners', title: t('partners.title') };
  if (data === undefined)
    return (
      <Page title={t('partners.partner')} back={back}>
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Rows />}
      </Page>
    );
  return (
    <Page title={data.name} back={back} actions={<EditPartner partner={data} />}>
      <Connection partner={data} />
      <Messages partner={data} />
      <FirstEvent partner={data} />
      <Keys partner={data} />
      <Secret partner={data} />
    </Page>
  );
}
