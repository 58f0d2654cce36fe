/** Turns a part of a condition into its opposite and back. */
import { useTranslation } from 'react-i18next';
import type { Condition } from '@recipro/schema';
import { bareOf, negate } from '../document/index.ts';
import classes from './conditions.module.css';

type Props = {
  readonly value: Condition;
  readonly onChange: (condition: Condition) => void;
};

export function NotButton({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes['not']}
      aria-pressed={bareOf(value).negated}
      title={t('editor.condition.notHelp')}
      onClick={() => onChange(negate(value))}
    >
      {t('editor.condition.not')}
    </button>
  );
}
