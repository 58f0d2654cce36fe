/** A currency: the points of this workflow's partners first, then all money. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCurrencies } from '../../parts/amounts.ts';
import { usePointCodes } from '../../session/use-fields.ts';
import type { FieldProps } from '../property.ts';

export function CurrencyField({ property, value, onChange, error }: FieldProps) {
  const { t } = useTranslation();
  const currencies = useCurrencies();
  const points = usePointCodes();
  const chosen = typeof value === 'string' ? value : null;
  const name = (code: string) => currencies.find((each) => each.code === code)?.name;
  const option = (code: string) => ({
    value: code,
    label: name(code) ? `${code} · ${name(code)}` : code,
  });
  const others = currencies
    .filter((each) => each.issuer !== null && !points.includes(each.code))
    .map(({ code }) => code);
  const money = currencies.filter((each) => each.issuer === null).map(({ code }) => code);
  const known = new Set([...points, ...others, ...money]);
  const extra = chosen !== null && !known.has(chosen) ? [chosen] : [];
  return (
    <Select
      size="xs"
      searchable
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      placeholder={t('editor.form.chooseCurrency')}
      data={[
        { group: t('editor.form.points'), items: [...points, ...extra].map(option) },
        { group: t('editor.form.otherPoints'), items: others.map(option) },
        { group: t('editor.form.money'), items: money.map(option) },
      ].filter(({ items }) => items.length > 0)}
      value={chosen}
      onChange={(code) => onChange(code ?? undefined)}
      clearable={!property.required}
      allowDeselect={false}
      comboboxProps={{ shadow: 'none' }}
    />
  );
}
