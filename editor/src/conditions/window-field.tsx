/** How far to look back: days of a zone's calendar, or hours. */
import { NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FactRef } from '@recipro/schema';
import classes from './conditions.module.css';

type Props = { readonly value: FactRef; readonly onChange: (value: FactRef) => void };

const SPAN_MAX = 3_650;
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

export function WindowField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const { days, hours, zone = 'UTC' } = value.params ?? {};
  const unit = hours === undefined ? 'days' : 'hours';
  const count = Number(hours ?? days ?? 1);
  const put = (nextUnit: string, nextCount: number, nextZone: string) => {
    // An hour is as long everywhere, so its zone would say nothing.
    const place = nextUnit === 'days' && nextZone !== 'UTC' ? { zone: nextZone } : {};
    onChange({ ...value, params: { ...place, [nextUnit]: nextCount } });
  };
  return (
    <div className={classes['stack']}>
      <div className={classes['moment']}>
        <NumberInput
          size="xs"
          aria-label={t('editor.condition.span')}
          hideControls
          min={1}
          max={SPAN_MAX}
          allowDecimal={false}
          value={count}
          onChange={(next) => typeof next === 'number' && put(unit, next, String(zone))}
        />
        <Select
          size="xs"
          aria-label={t('editor.condition.unit')}
          data={[
            { value: 'days', label: t('editor.condition.days') },
            { value: 'hours', label: t('editor.condition.hours') },
          ]}
          value={unit}
          allowDeselect={false}
          comboboxProps={{ shadow: 'none' }}
          onChange={(next) => next !== null && put(next, count, String(zone))}
        />
      </div>
      {unit === 'days' && (
        <Select
          size="xs"
          aria-label={t('editor.field.zone')}
          data={ZONES}
          value={String(zone)}
          limit={8}
          searchable
          allowDeselect={false}
          comboboxProps={{ shadow: 'none' }}
          onChange={(next) => next !== null && put(unit, count, next)}
        />
      )}
    </div>
  );
}
