/** A day, or a time of a day as it is where the marketer is; it is kept with its offset, so that it is the same everywhere. */
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { momentOf } from '@recipro/rules';
import type { Comparison } from '@recipro/schema';
import classes from './conditions.module.css';

type Props = {
  readonly label?: string;
  readonly value: Comparison['value'];
  readonly onChange: (value: string) => void;
};

export function MomentField({ label, value, onChange }: Props) {
  const { t } = useTranslation();
  const { date, time } = shownAs(value);
  const named = label ?? t('editor.condition.date');
  return (
    <div className={classes['moment']}>
      <TextInput
        type="date"
        size="xs"
        aria-label={named}
        value={date}
        onChange={(event) => {
          const next = event.currentTarget.value;
          if (next !== '') onChange(written(next, time));
        }}
      />
      <TextInput
        type="time"
        size="xs"
        aria-label={t('editor.condition.timeOf', { what: named })}
        value={time}
        onChange={(event) => onChange(written(date, event.currentTarget.value))}
      />
    </div>
  );
}

function shownAs(value: Comparison['value']): { readonly date: string; readonly time: string } {
  const moment = momentOf(value);
  if (moment === null || typeof value !== 'string') return { date: '', time: '' };
  if (moment.firstMs !== moment.lastMs) return { date: value, time: '' };
  const at = new Date(moment.firstMs);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  return { date, time: [at.getHours(), at.getMinutes()].map(twoDigits).join(':') };
}

function written(date: string, time: string): string {
  if (time === '') return date;
  const offset = -new Date(`${date}T${time}`).getTimezoneOffset();
  const away = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const zone = `${sign}${twoDigits(Math.floor(away / 60))}:${twoDigits(away % 60)}`;
  return `${date}T${time}:00${zone}`;
}

function twoDigits(part: number): string {
  return String(part).padStart(2, '0');
}
