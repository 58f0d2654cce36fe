/** A list that is loading, broken, empty, narrowed to nothing, or there: each state has its words and one thing to do. */
import { Button, Skeleton } from '@mantine/core';
import type { UseInfiniteQueryResult, InfiniteData, UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '@recipro/schema';
import classes from './list-states.module.css';
import { Message } from './message.tsx';
import { Problem } from './problem.tsx';

type Shared<Row> = {
  /** Shown when there is nothing at all. */
  readonly empty: ReactNode;
  /** Set when the list is narrowed, so that "nothing" means "nothing like this". */
  readonly onClear?: (() => void) | undefined;
  readonly children: (rows: readonly Row[]) => ReactNode;
};

export function PagedList<Row>({
  query,
  ...states
}: Shared<Row> & { query: UseInfiniteQueryResult<InfiniteData<Page<Row>>> }) {
  const { t } = useTranslation();
  const rows = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <States rows={rows} error={query.error} retry={() => void query.refetch()} {...states} />
      {query.hasNextPage && (
        <div className={classes['more']}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('shell.more')}
          </Button>
        </div>
      )}
    </>
  );
}

export function WholeList<Row>({
  query,
  keep,
  ...states
}: Shared<Row> & {
  query: UseQueryResult<readonly Row[]>;
  /** Narrows the list here, where the server gives all of it. */
  keep?: (row: Row) => boolean;
}) {
  const rows = keep ? query.data?.filter(keep) : query.data;
  return <States rows={rows} error={query.error} retry={() => void query.refetch()} {...states} />;
}

type StatesProps<Row> = Shared<Row> & {
  readonly rows: readonly Row[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
};

function States<Row>({ rows, error, retry, empty, onClear, children }: StatesProps<Row>) {
  const { t } = useTranslation();
  if (rows === undefined) return error ? <Problem error={error} onRetry={retry} /> : <Rows />;
  if (rows.length > 0) return children(rows);
  if (onClear === undefined) return empty;
  return (
    <Message title={t('shell.nothingFound')} text={t('shell.nothingFoundHelp')} role="status">
      <Button variant="default" onClick={onClear}>
        {t('shell.clearFilters')}
      </Button>
    </Message>
  );
}

const PLACEHOLDER_ROWS = 6;

/** Grey rows where the list will be, so that nothing jumps when it comes. */
export function Rows({ count = PLACEHOLDER_ROWS }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('shell.loading')} className={classes['rows']}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} height={14} width={`${92 - ((index * 17) % 40)}%`} radius="sm" />
      ))}
    </div>
  );
}
