/** Saves all of a list, as it is narrowed now, as a file that a spreadsheet opens; also the rows that are not in sight. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { every } from '../api.ts';
import type { Filters } from '../api.ts';
import { toCsv } from './csv.ts';
import type { CsvColumn } from './csv.ts';
import classes from './filters.module.css';

type Props<Row> = {
  readonly name: string;
  readonly path: string;
  readonly filters?: Filters;
  readonly columns: readonly CsvColumn<Row>[];
};

export function SaveCsv<Row>({ name, path, filters = {}, columns }: Props<Row>) {
  const { t } = useTranslation();
  const saving = useMutation({
    mutationFn: async () => {
      const text = toCsv(await every<Row>(path, filters), columns);
      // The mark at the beginning tells spreadsheets that the text is UTF-8.
      const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = `${name.toLowerCase()}.csv`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <Button
      className={classes['save']}
      variant="default"
      leftSection={<IconDownload size={15} stroke={1.8} aria-hidden />}
      aria-label={t('shell.saveCsv', { name })}
      title={saving.error?.message}
      loading={saving.isPending}
      onClick={() => saving.mutate()}
    >
      {saving.error ? t('shell.retry') : 'CSV'}
    </Button>
  );
}
