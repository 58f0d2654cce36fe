/** How many things need attention, beside the way there. Nothing is shown while there are none. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { read } from '../api.ts';
import classes from './navigation.module.css';

export function AttentionCount() {
  const { t } = useTranslation();
  const held = useInfiniteQuery(read.quarantine());
  const failed = useInfiniteQuery(read.deliveries({ status: 'failed' }));
  const first = [held.data?.pages[0], failed.data?.pages[0]];
  const count = first.reduce((sum, page) => sum + (page?.items.length ?? 0), 0);
  if (count === 0) return null;
  const more = first.some((page) => page !== undefined && page.nextCursor !== null);
  return (
    <span className={classes['count']} aria-label={t('shell.attentionCount', { count })}>
      {more ? `${count}+` : count}
    </span>
  );
}
