/** The two ends of a stretch of numbers, amounts or dates. */
import { useTranslation } from 'react-i18next';
import type { Comparison, Json } from '@recipro/schema';
import type { ValueType } from '@recipro/rules';
import classes from './conditions.module.css';
import { MomentField } from './moment-field.tsx';
import { ValueField } from './value-field.tsx';

type Props = {
  readonly comparison: Comparison;
  readonly type: ValueType;
  readonly onChange: (value: readonly Json[]) => void;
};

export function RangeField({ comparison, type, onChange }: Props) {
  const { t } = useTranslation();
  const ends: readonly Json[] = Array.isArray(comparison.value) ? comparison.value : [];
  return (
    <div
      className={classes[type === 'moment' ? 'stack' : 'pair']}
      role="group"
      aria-label={t('editor.condition.value')}
    >
      {(['from', 'to'] as const).map((end, index) => {
        const value = ends[index] ?? 0;
        const label = t(`editor.condition.${end}`);
        const put = (next: Json) => onChange(ends.with(index, next));
        return type === 'moment' ? (
          <MomentField key={end} label={label} value={value} onChange={put} />
        ) : (
          <ValueField
            key={end}
            label={label}
            comparison={{ ...comparison, operator: 'equal', value }}
            type="number"
            sample={undefined}
            onChange={put}
          />
        );
      })}
    </div>
  );
}
