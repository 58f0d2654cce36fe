/** Needs attention: what could not be done by itself, and what can be done about it. */
import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DeliveryView, QuarantinedView } from '@recipro/schema';
import { change, every, read } from '../api.ts';
import { csvTime } from '../parts/csv.ts';
import { DeliveryList } from '../parts/delivery-list.tsx';
import { FormProblem } from '../parts/form.tsx';
import { JsonView } from '../parts/json-view.tsx';
import { PagedList, Rows } from '../parts/list-states.tsx';
import { Message } from '../parts/message.tsx';
import { usePartnerName } from '../parts/names.ts';
import { Page, Section } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { SaveCsv } from '../parts/save-csv.tsx';
import { SaveDeliveries } from '../parts/save-deliveries.tsx';
import { Time } from '../parts/time.tsx';
import classes from './attention.module.css';

const everyHeld = () => every<QuarantinedView>('/api/quarantine');
const everyFailed = () => every<DeliveryView>('/api/deliveries', { status: 'failed' });

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
                <>
                  <SaveHeld />
                  <All
                    words={t('attention.retryAll')}
                    topic="quarantine"
                    shown={heldCount}
                    ids={async () => (await everyHeld()).map((one) => one.eventId)}
                    again={change.retryQuarantined}
                  />
                </>
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
                <>
                  <SaveDeliveries filters={{ status: 'failed' }} />
                  <All
                    words={t('attention.sendAll')}
                    topic="deliveries"
                    shown={failedCount}
                    ids={async () => (await everyFailed()).map((one) => one.id)}
                    again={change.redeliver}
                  />
                </>
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

function SaveHeld() {
  const { t } = useTranslation();
  return (
    <SaveCsv<QuarantinedView>
      name={t('attention.held')}
      path="/api/quarantine"
      columns={[
        { head: t('runs.when'), cell: (row) => csvTime(row.acceptedAtMs) },
        { head: t('attention.event'), cell: (row) => row.type },
        { head: t('runs.partner'), cell: (row) => row.partner },
        { head: t('runs.customer'), cell: (row) => row.event.subject },
        { head: t('attention.reason'), cell: (row) => row.reason },
        { head: 'ID', cell: (row) => row.event.id },
      ]}
    />
  );
}

type AllProps = {
  readonly words: string;
  readonly topic: string;
  /** How many are in sight; with one, its own button is enough. */
  readonly shown: number;
  readonly ids: () => Promise<readonly string[]>;
  readonly again: (id: string) => Promise<unknown>;
};

/** Does for every one, also those beyond the rows in sight, what a row's own button does; one after the other, counting. */
function All({ words, topic, shown, ids, again }: AllProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [progress, setProgress] = useState({ done: 0, of: 0 });
  const all = useMutation({
    mutationFn: async () => {
      const waiting = await ids();
      for (const [done, id] of waiting.entries()) {
        setProgress({ done, of: waiting.length });
        await again(id);
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: [topic] }),
  });
  if (shown < 2) return null;
  return (
    <span className={classes['all']}>
      <span role="status" className={classes['dim']}>
        {all.isPending && progress.of > 0 && t('attention.progress', progress)}
        {all.error?.message}
      </span>
      <Button variant="default" size="xs" loading={all.isPending} onClick={() => all.mutate()}>
        {words}
      </Button>
    </span>
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
