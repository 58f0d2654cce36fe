/** The points a partner issues, as rows of a form. */
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './partner.module.css';

/** `key` keeps a row's identity while its code is being typed. */
export type CurrencyRow = {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly scale: number;
};

/** As in the vocabulary: 3 to 12 capital letters or digits. */
const CODE = /^[A-Z][A-Z0-9]{2,11}$/;
const CURRENCIES_MAX = 20;
const SCALES = ['0', '1', '2', '3', '4'];

type Props = {
  readonly rows: readonly CurrencyRow[];
  readonly onChange: (rows: readonly CurrencyRow[]) => void;
};

export function CurrencyFields({ rows, onChange }: Props) {
  const { t } = useTranslation();
  const edit = (key: string, change: Partial<CurrencyRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  return (
    <fieldset className={classes['currencies']}>
      <legend>{t('partners.form.currencies')}</legend>
      <p className={classes['help']}>{t('partners.form.currenciesHelp')}</p>
      {rows.map((row) => (
        <div key={row.key} className={classes['currency']}>
          <TextInput
            label={t('partners.form.code')}
            value={row.code}
            maxLength={12}
            placeholder="CARD"
            error={row.code !== '' && !CODE.test(row.code) ? t('partners.form.codeWrong') : null}
            onChange={(event) => edit(row.key, { code: event.currentTarget.value.toUpperCase() })}
          />
          <TextInput
            label={t('partners.form.codeName')}
            value={row.name}
            maxLength={60}
            onChange={(event) => edit(row.key, { name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('partners.form.scale')}
            value={row.scale}
            data={SCALES}
            onChange={(event) => edit(row.key, { scale: Number(event.currentTarget.value) })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            className={classes['remove'] ?? ''}
            aria-label={t('partners.form.removeCurrency', { code: row.code })}
            onClick={() => onChange(rows.filter((other) => other.key !== row.key))}
          >
            <IconTrash size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {rows.length < CURRENCIES_MAX && (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
          onClick={() =>
            onChange([...rows, { key: crypto.randomUUID(), code: '', name: '', scale: 0 }])
          }
        >
          {t('partners.form.addCurrency')}
        </Button>
      )}
    </fieldset>
  );
}

/** Whether the rows can be sent; the server says the rest. */
export function rowsAreWhole(rows: readonly CurrencyRow[]): boolean {
  return rows.every((row) => CODE.test(row.code));
}

export function asCurrencies(rows: readonly CurrencyRow[]) {
  return rows.map(({ code, name, scale }) => ({ code, name: name.trim() || code, scale }));
}
