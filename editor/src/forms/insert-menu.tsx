/** The small button that puts a value into a text. */
import { IconBraces } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FactRef } from '@recipro/schema';
import { FIELD_GROUPS } from '../document/index.ts';
import { useFactWords } from '../parts/fact-words.ts';
import { Menu } from '../parts/menu.tsx';
import { refKey, useFields } from '../session/use-fields.ts';
import classes from './form.module.css';

type Props = {
  readonly node: string;
  readonly onChoose: (ref: FactRef) => void;
  readonly canInsert: (ref: FactRef) => boolean;
};

export function InsertMenu({ node, onChoose, canInsert }: Props) {
  const { t } = useTranslation();
  const words = useFactWords();
  const fields = useFields(node);
  const offered = fields.list.filter((field) => canInsert(field.ref));
  return (
    <Menu
      label={t('editor.form.insert')}
      className={classes['insert']}
      content={<IconBraces size={14} stroke={1.8} aria-hidden />}
      groups={FIELD_GROUPS.map((group) => ({
        label: t(`editor.field.group.${group}`),
        items: offered
          .filter((field) => field.group === group)
          .map((field) => ({
            key: refKey(field.ref),
            label:
              field.sample === undefined
                ? words.fact(field.ref)
                : `${words.fact(field.ref)} · ${words.value(field.sample, field.ref)}`,
            onChoose: () => onChoose(field.ref),
          })),
      }))}
    />
  );
}
