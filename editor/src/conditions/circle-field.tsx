/** A place on the map and how far around it. */
import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Comparison, Json } from '@recipro/schema';
import classes from './conditions.module.css';

type Props = {
  readonly value: Comparison['value'];
  readonly onChange: (value: Readonly<Record<string, Json>>) => void;
};

const FIELDS = [
  { name: 'latitude', min: -90, max: 90, decimals: 6 },
  { name: 'longitude', min: -180, max: 180, decimals: 6 },
  { name: 'radiusMeters', min: 1, max: 20_038_000, decimals: 0 },
] as const;

export function CircleField({ value, onChange }: Props) {
  const { t } = useTranslation();
  const given = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const numbers = Object.fromEntries(
    FIELDS.map(({ name }) => [name, Number(given.get(name) ?? 0)]),
  );
  return (
    <div className={classes['stack']}>
      {FIELDS.map(({ name, min, max, decimals }) => (
        <NumberInput
          key={name}
          size="xs"
          hideControls
          label={t(`editor.condition.${name}`)}
          min={min}
          max={max}
          decimalScale={decimals}
          value={numbers[name] ?? 0}
          onChange={(next) => {
            if (typeof next === 'number') onChange({ ...numbers, [name]: next });
          }}
        />
      ))}
    </div>
  );
}
