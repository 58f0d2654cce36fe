/** The question of a step: groups of comparisons, as deep as needed, and under them the whole as one sentence. */
import { useTranslation } from 'react-i18next';
import type { Condition } from '@recipro/schema';
import { conditionSentence } from '../document/index.ts';
import { usePhrases } from '../session/phrases.ts';
import { ConditionItem } from './condition-item.tsx';
import classes from './conditions.module.css';

type Props = {
  readonly node: string;
  readonly value: Condition;
  readonly onChange: (condition: Condition) => void;
};

export function ConditionBuilder({ node, value, onChange }: Props) {
  const { t } = useTranslation();
  const phrases = usePhrases();
  return (
    <section aria-label={t('editor.condition.title')} className={classes['builder']}>
      <ConditionItem
        node={node}
        value={value}
        level={0}
        onChange={(next) => onChange(next ?? { all: [] })}
      />
      <p className={classes['sentence']}>
        <span className={classes['if']}>{t('editor.condition.if')}</span>{' '}
        {conditionSentence(value, phrases)}
      </p>
    </section>
  );
}
