/** Messages as rows that open: the attempts, what is sent, the run it came from, and sending it again. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeliveryView } from '@recipro/schema';
import { change } from '../api.ts';
import { CodeBlock } from './code-block.tsx';
import { DeliveryBadge } from './delivery-badge.tsx';
import classes from './delivery-list.module.css';
import { FormProblem } from './form.tsx';
import { usePartnerName } from './names.ts';
import { Time } from './time.tsx';

type Props = { readonly deliveries: readonly DeliveryView[]; readonly withPartner?: boolean };

export function DeliveryList({ deliveries, withPartner = false }: Props) {
  return (
    <ul className={classes['list']}>
      {deliveries.map((delivery) => (
        <Delivery key={delivery.id} delivery={delivery} withPartner={withPartner} />
      ))}
    </ul>
  );
}

function Delivery({ delivery, withPartner }: { delivery: DeliveryView; withPartner: boolean }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: () => change.redeliver(delivery.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  return (
    <li className={classes['item']}>
      <details>
        <summary className={classes['summary']}>
          <span className={classes['type']}>{delivery.type}</span>
          {withPartner && (
            <span className={classes['dim']}>
              {t('runs.delivery', { partner: partner(delivery.partner) })}
            </span>
          )}
          <DeliveryBadge status={delivery.status} />
          <span className={classes['dim']}>
            {t('deliveries.tried', { count: delivery.attempts.length })}
          </span>
          <span className={classes['when']}>
            <Time atMs={delivery.createdAtMs} />
          </span>
        </summary>
        <div className={classes['more']}>
          <Attempts delivery={delivery} />
          <CodeBlock label={t('deliveries.body')} text={pretty(delivery.body)} />
          <FormProblem error={again.error} />
          <div className={classes['actions']}>
            <Button
              variant="default"
              size="xs"
              loading={again.isPending}
              disabled={again.isSuccess}
              onClick={() => again.mutate()}
            >
              {again.isSuccess ? t('deliveries.sentAgain') : t('deliveries.again')}
            </Button>
            <Link to={`/runs/${delivery.runId}`}>{t('deliveries.run')}</Link>
          </div>
        </div>
      </details>
    </li>
  );
}

function Attempts({ delivery }: { delivery: DeliveryView }) {
  const { t } = useTranslation();
  return (
    <ol className={classes['attempts']} aria-label={t('deliveries.attempts')}>
      {delivery.attempts.map((attempt) => (
        <li key={attempt.atMs}>
          <Time atMs={attempt.atMs} exact />
          <span>
            {attempt.status === null
              ? t('deliveries.noAnswer')
              : t('deliveries.answer', { status: attempt.status })}{' '}
            {t('deliveries.took', { ms: attempt.durationMs })}
          </span>
          {attempt.status === null && attempt.error && (
            <span className={classes['error']}>{attempt.error}</span>
          )}
        </li>
      ))}
      {delivery.nextAttemptAtMs !== null && delivery.status === 'waiting' && (
        <li>
          {t('deliveries.next')} <Time atMs={delivery.nextAttemptAtMs} />
        </li>
      )}
    </ol>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
