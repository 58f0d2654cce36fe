/** Parts that must all hold, or of which one must: with their own parts inside, and a mark for "not". */
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison } from '@recipro/schema';
import { addItem, bareOf, compare, itemsOf, putItem, refsIn, withBare } from '../document/index.ts';
import { refKey, useFields } from '../session/use-fields.ts';
import classes from './conditions.module.css';
import type { ItemProps } from './item.ts';
import { NotButton } from './not-button.tsx';

type Props = ItemProps & {
  /** How a part is shown; handed in because parts are groups again. */
  readonly Item: ComponentType<ItemProps>;
};

export function ConditionGroup({ node, value, level, onChange, Item }: Props) {
  const { t } = useTranslation();
  const fields = useFields(node);
  const { bare } = bareOf(value);
  const items = itemsOf(bare) ?? [];
  const asked = new Set(refsIn(value).map(refKey));
  const field = fields.list.find((each) => !asked.has(refKey(each.ref))) ?? fields.list[0];
  const fresh: Comparison = field
    ? compare(field)
    : { fact: 'event', path: '$.type', operator: 'equal', value: '' };
  return (
    <div
      className={classes['group']}
      role="group"
      aria-label={t('editor.condition.group')}
      data-level={level}
    >
      <div className={classes['groupHead']}>
        <SegmentedControl
          size="xs"
          aria-label={t('editor.condition.howMany')}
          value={'any' in bare ? 'any' : 'all'}
          onChange={(way) =>
            onChange(withBare(value, way === 'any' ? { any: items } : { all: items }))
          }
          data={[
            { value: 'all', label: t('editor.condition.all') },
            { value: 'any', label: t('editor.condition.any') },
          ]}
        />
        <NotButton value={value} onChange={onChange} />
        {level > 0 && (
          <Tooltip label={t('editor.condition.removeGroup')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={26}
              className={classes['end']}
              aria-label={t('editor.condition.removeGroup')}
              onClick={() => onChange(null)}
            >
              <IconTrash size={14} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {items.map((item, index) => (
        <Item
          // A part has no name: its place is what tells it apart, and its controls hold no state of their own.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          node={node}
          value={item}
          level={level + 1}
          onChange={(next) => onChange(withBare(value, putItem(bare, index, next)))}
        />
      ))}
      <div className={classes['adds']}>
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
          onClick={() => onChange(addItem(value, fresh))}
        >
          {t('editor.condition.add')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() =>
            onChange(addItem(value, 'any' in bare ? { all: [fresh] } : { any: [fresh] }))
          }
        >
          {t('editor.condition.addGroup')}
        </Button>
      </div>
    </div>
  );
}
