/** A part that has no row of its own, such as a decorated operator: it is kept as it is and can be edited as JSON. */
import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Condition } from '@recipro/schema';
import { JsonField } from '../forms/json-field.tsx';
import classes from './conditions.module.css';
import type { ItemProps } from './item.ts';

export function JsonRow({ value, onChange }: ItemProps) {
  const { t } = useTranslation();
  return (
    <div className={classes['row']}>
      <div className={classes['read']}>
        <JsonField
          label={t('editor.condition.json')}
          schema={Condition}
          value={value}
          onChange={onChange}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('editor.condition.remove')}
          onClick={() => onChange(null)}
        >
          <IconTrash size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}
