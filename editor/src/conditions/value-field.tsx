/** What a value is compared with, by its type: a text with what was seen, a number or amount, yes or no, a list. */
import { Autocomplete, NumberInput, SegmentedControl, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Comparison, Json } from '@recipro/schema';
import { OPERATORS } from '@recipro/rules';
import type { ValueType } from '@recipro/rules';
import { useCurrencies } from '../parts/amounts.ts';

type Props = {
  readonly label?: string;
  readonly comparison: Comparison;
  readonly type: ValueType;
  readonly sample: Json | undefined;
  readonly onChange: (value: Json) => void;
};

export function ValueField({ label: named, comparison, type, sample, onChange }: Props) {
  const { t } = useTranslation();
  const currencies = useCurrencies();
  const { value } = comparison;
  const needs = OPERATORS.find(({ name }) => name === comparison.operator)?.needs ?? 'same';
  const label = named ?? t('editor.condition.value');

  if (needs === 'list') {
    const list: readonly Json[] = Array.isArray(value) ? value : [];
    return (
      <TagsInput
        size="xs"
        aria-label={label}
        value={list.map(textOf)}
        placeholder={list.length === 0 ? t('editor.condition.listHint') : ''}
        data={typeof sample === 'string' ? [sample] : []}
        onChange={(texts) => onChange(texts.map((text) => asType(text, type)))}
      />
    );
  }
  if (type === 'boolean')
    return (
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={value === false ? 'false' : 'true'}
        onChange={(text) => onChange(text === 'true')}
        data={[
          { value: 'true', label: t('words.value.yes') },
          { value: 'false', label: t('words.value.no') },
        ]}
      />
    );
  if (type === 'number') {
    const scale = scaleOf(comparison, currencies);
    const unit = 10 ** scale;
    return (
      <NumberInput
        size="xs"
        aria-label={label}
        value={typeof value === 'number' ? value / unit : ''}
        decimalScale={scale > 0 ? scale : 6}
        rightSection={comparison.fact === 'balance' ? <span /> : undefined}
        onChange={(next) => {
          if (typeof next !== 'number') return;
          onChange(scale > 0 ? Math.round(next * unit) : next);
        }}
      />
    );
  }
  const seen: readonly Json[] = Array.isArray(sample) ? sample : [sample ?? ''];
  return (
    <Autocomplete
      size="xs"
      aria-label={label}
      value={textOf(value)}
      data={[...new Set(seen.filter((each) => typeof each === 'string' && each !== ''))].map(
        String,
      )}
      onChange={(text) => onChange(asItem(text, value))}
    />
  );
}

/** A balance is written as people write it; the rule holds minor units. */
function scaleOf(comparison: Comparison, currencies: ReturnType<typeof useCurrencies>): number {
  if (comparison.fact !== 'balance') return 0;
  return currencies.find(({ code }) => code === comparison.params?.['currency'])?.scale ?? 0;
}

function asType(text: string, type: ValueType): Json {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
}

/** An item of a list of numbers stays a number. */
function asItem(text: string, before: Comparison['value']): Json {
  return typeof before === 'number' ? asType(text, 'number') : text;
}

function textOf(value: Comparison['value']): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
