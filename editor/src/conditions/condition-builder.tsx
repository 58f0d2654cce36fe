/** The question of a step: groups of comparisons, as deep as needed, and under them the whole as one sentence. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { turnsAway } from '@recipro/rules';
import type { Condition } from '@recipro/schema';
import { conditionSentence } from '../document/index.ts';
import { usePhrases } from '../session/phrases.ts';
import { useDocument } from '../session/use-session.ts';
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
  const document = useDocument();
  const away = useMemo(() => turnsAway(document, node), [document, node]);
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
      {away && <p className={classes['away']}>{t('editor.condition.away')}</p>}
    </section>
  );
}
