/** The small button that puts a value into a text. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FactRef } from '@recipro/schema';
import { useFactWords } from '../parts/fact-words.ts';
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
    <Menu position="bottom-end" width={280} returnFocus={false}>
      <Menu.Target>
        <Tooltip label={t('editor.form.insert')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            className={classes['insert']}
            aria-label={t('editor.form.insert')}
          >
            <IconBraces size={14} stroke={1.8} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={320} className={classes['menu']}>
        {offered.map((field) => (
          <Menu.Item
            key={refKey(field.ref)}
            onClick={() => onChoose(field.ref)}
            rightSection={
              field.sample === undefined ? null : (
                <span className={classes['sample']}>{words.value(field.sample, field.ref)}</span>
              )
            }
          >
            {words.fact(field.ref)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
