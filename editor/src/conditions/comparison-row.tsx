/** One comparison: what is read, how it is asked, and what it is compared with: a fixed value, or another value of the run. */
import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArrowsExchange, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isFactRef } from '@recipro/schema';
import type { Comparison, FactRef } from '@recipro/schema';
import {
  ask,
  compare,
  compareWith,
  firstValue,
  operatorsFor,
  needsOf,
  readType,
  refOf,
  takesField,
  withBare,
} from '../document/index.ts';
import { FactField } from '../forms/fact-field.tsx';
import { useFactWords } from '../parts/fact-words.ts';
import { useFields } from '../session/use-fields.ts';
import classes from './conditions.module.css';
import type { ItemProps } from './item.ts';
import { NotButton } from './not-button.tsx';
import { NeededField } from './needed-field.tsx';

export function ComparisonRow({
  node,
  value,
  comparison,
  onChange,
}: ItemProps & { comparison: Comparison }) {
  const { t } = useTranslation();
  const words = useFactWords();
  const fields = useFields(node);
  const field = fields.find(comparison);
  const type = readType(comparison, field);
  const operators = operatorsFor(type);
  const put = (next: Comparison) => onChange(withBare(value, next));
  const needs = needsOf(comparison.operator);
  const withOther = isFactRef(comparison.value) && takesField(needs);

  const choose = (ref: FactRef) => {
    const chosen = fields.find(ref);
    const same = chosen !== undefined && chosen === field;
    // Only its days or zone changed: the question stays as it is.
    if (same || !chosen)
      put({ ...refOf(ref), operator: comparison.operator, value: comparison.value });
    else put(compare({ ...chosen, ref }, comparison));
  };
  const other = fields.list.find((each) => each.type === type && each !== field);
  const swap = () => {
    if (withOther) put({ ...comparison, value: firstValue(type, needs, field?.sample) });
    else if (other) put(compareWith(comparison, other.ref));
  };
  const swapWords = withOther ? t('editor.condition.withValue') : t('editor.condition.withField');

  return (
    <div className={classes['row']} role="group" aria-label={words.fact(comparison)}>
      <div className={classes['read']}>
        <FactField
          label={t('editor.condition.field')}
          hideLabel
          node={node}
          value={refOf(comparison)}
          onChange={choose}
        />
        <NotButton value={value} onChange={onChange} />
        <Tooltip label={t('editor.condition.remove')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('editor.condition.removeWhat', { what: words.fact(comparison) })}
            onClick={() => onChange(null)}
          >
            <IconTrash size={14} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes['needed']}>
        <Select
          size="xs"
          aria-label={t('editor.condition.operator')}
          data={operators.map(({ name }) => ({ value: name, label: words.operator(name) }))}
          value={comparison.operator}
          onChange={(name) => {
            const operator = operators.find((entry) => entry.name === name);
            if (operator) put(ask(comparison, operator, type, field?.sample));
          }}
          allowDeselect={false}
          comboboxProps={{ shadow: 'none', width: 'max-content', position: 'bottom-start' }}
        />
        {isFactRef(comparison.value) && takesField(needs) ? (
          <FactField
            label={t('editor.condition.other')}
            hideLabel
            node={node}
            types={[type]}
            value={comparison.value}
            onChange={(ref) => put(compareWith(comparison, ref))}
          />
        ) : (
          <NeededField
            comparison={comparison}
            type={type}
            sample={field?.sample}
            onChange={(next) => put({ ...comparison, value: next })}
          />
        )}
        {takesField(needs) && (
          <Tooltip label={swapWords}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={swapWords}
              disabled={!withOther && !other}
              onClick={swap}
            >
              <IconArrowsExchange size={14} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  );
}
