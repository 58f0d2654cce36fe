/** A condition that the workflow has given a name, used here. */
import { ActionIcon, Select } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { withBare } from '../document/index.ts';
import { useDocument } from '../session/use-session.ts';
import classes from './conditions.module.css';
import type { ItemProps } from './item.ts';
import { NotButton } from './not-button.tsx';

export function NamedRow({ value, name, onChange }: ItemProps & { name: string }) {
  const { t } = useTranslation();
  const document = useDocument();
  const names = new Set([name, ...Object.keys(document.conditions ?? {})]);
  return (
    <div className={classes['row']} role="group" aria-label={name}>
      <div className={classes['read']}>
        <Select
          size="xs"
          aria-label={t('editor.condition.named')}
          data={[...names]}
          value={name}
          onChange={(next) => next !== null && onChange(withBare(value, { condition: next }))}
          allowDeselect={false}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('editor.condition.removeWhat', { what: name })}
          onClick={() => onChange(null)}
        >
          <IconTrash size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
        <NotButton value={value} onChange={onChange} />
      </div>
    </div>
  );
}
