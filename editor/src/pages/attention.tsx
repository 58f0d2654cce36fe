/** Needs attention: what could not be done by itself, and what can be done about it. */
import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { QuarantinedView } from '@recipro/schema';
import { change, read } from '../api.ts';
import { DeliveryList } from '../parts/delivery-list.tsx';
import { FormProblem } from '../parts/form.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { PagedList, Rows } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { usePartnerName } from '../parts/names.ts';
import { Page, Section } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { Time } from '../parts/time.tsx';
import classes from './attention.module.css';

export default function Attention() {
  const { t } = useTranslation();
  const held = useInfiniteQuery(read.quarantine());
  const failed = useInfiniteQuery(read.deliveries({ status: 'failed' }));
  const heldCount = held.data?.pages[0]?.items.length;
  const failedCount = failed.data?.pages[0]?.items.length;
  const error = held.error ?? failed.error;
  const retry = () => void Promise.all([held.refetch(), failed.refetch()]);

  return (
    <Page title={t('shell.attention')} summary={t('attention.summary')}>
      {heldCount === undefined || failedCount === undefined ? (
        error ? (
          <Problem error={error} onRetry={retry} />
        ) : (
          <Rows />
        )
      ) : heldCount + failedCount === 0 ? (
        <Message
          icon={<IconCircleCheck size={24} stroke={1.6} aria-hidden />}
          title={t('attention.clear')}
          text={t('attention.clearText')}
          role="status"
        />
      ) : (
        <>
          {heldCount > 0 && (
            <Section
              title={t('attention.held')}
              summary={t('attention.heldText')}
              actions={
                <All
                  words={t('attention.retryAll')}
                  topic="quarantine"
                  ids={held.data?.pages.flatMap((page) => page.items.map((one) => one.eventId))}
                  again={change.retryQuarantined}
                />
              }
            >
              <PagedList query={held} empty={null}>
                {(rows) => (
                  <ul className={classes['list']}>
                    {rows.map((row) => (
                      <Held key={row.eventId} held={row} />
                    ))}
                  </ul>
                )}
              </PagedList>
            </Section>
          )}
          {failedCount > 0 && (
            <Section
              title={t('attention.failed')}
              summary={t('attention.failedText')}
              actions={
                <All
                  words={t('attention.sendAll')}
                  topic="deliveries"
                  ids={failed.data?.pages.flatMap((page) => page.items.map((one) => one.id))}
                  again={change.redeliver}
                />
              }
            >
              <PagedList query={failed} empty={null}>
                {(rows) => <DeliveryList deliveries={rows} withPartner />}
              </PagedList>
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

type AllProps = {
  readonly words: string;
  readonly topic: string;
  /** Those in sight; "show more" brings more of them in. */
  readonly ids: readonly string[] | undefined;
  readonly again: (id: string) => Promise<unknown>;
};

/** Does for all in sight what each row's own button does, one after the other. */
function All({ words, topic, ids = [], again }: AllProps) {
  const client = useQueryClient();
  const all = useMutation({
    mutationFn: async () => {
      for (const id of ids) await again(id);
    },
    onSettled: () => client.invalidateQueries({ queryKey: [topic] }),
  });
  if (ids.length < 2) return null;
  return (
    <Button variant="default" size="xs" loading={all.isPending} onClick={() => all.mutate()}>
      {words}
    </Button>
  );
}

function Held({ held }: { held: QuarantinedView }) {
  const { t } = useTranslation();
  const partner = usePartnerName();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => change.retryQuarantined(held.eventId),
    onSettled: () => client.invalidateQueries({ queryKey: ['quarantine'] }),
  });
  return (
    <li className={classes['held']}>
      <div className={classes['line']}>
        <div className={classes['words']}>
          <p>
            <strong>{held.type}</strong>{' '}
            <span className={classes['dim']}>
              {t('attention.from', { partner: partner(held.partner) })} ·{' '}
              <Link to={`/customers/${held.customerId}`}>{held.event.subject}</Link> ·{' '}
              <Time atMs={held.acceptedAtMs} />
            </span>
          </p>
          <p className={classes['reason']}>{held.reason}</p>
        </div>
        <Button
          variant="default"
          size="xs"
          loading={retry.isPending}
          aria-label={t('attention.retryEvent', { id: held.event.id })}
          onClick={() => retry.mutate()}
        >
          {t('attention.retry')}
        </Button>
      </div>
      <FormProblem error={retry.error} />
      <details>
        <summary className={classes['open']}>{t('attention.data')}</summary>
        <JsonView label={held.event.id} value={held.event} />
      </details>
    </li>
  );
}
