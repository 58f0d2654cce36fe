/** What one and the same item of a list must meet: each part asks about one value inside it. */
import { ActionIcon, Autocomplete, Button, Select, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemParts, Path, isFactRef } from '@recipro/schema';
import type { Comparison, Json } from '@recipro/schema';
import type { ValueType } from '@recipro/rules';
import {
  ask,
  firstPart,
  itemFields,
  operatorsFor,
  partJson,
  partOf,
  readType,
} from '../document/index.ts';
import type { ItemField, ItemPart } from '../document/index.ts';
import { useFactWords } from '../parts/fact-words.ts';
import classes from './conditions.module.css';

type FieldProps = {
  readonly comparison: Comparison;
  readonly type: ValueType;
  readonly sample: Json | undefined;
  readonly onChange: (value: Comparison['value']) => void;
};

type Props = {
  readonly value: Comparison['value'];
  readonly sample: Json | undefined;
  readonly onChange: (value: readonly Json[]) => void;
  /** The control of one value; handed in because it is also what shows these parts. */
  readonly Field: ComponentType<FieldProps>;
};

const PARTS_MAX = 20;

export function PartsField({ value, sample, onChange, Field }: Props) {
  const { t } = useTranslation();
  const parsed = ItemParts.safeParse(value);
  const parts: readonly ItemPart[] = parsed.success ? parsed.data.map(partWithout) : [];
  const fields = itemFields(sample);
  const put = (next: readonly ItemPart[]) => onChange(next.map(partJson));
  return (
    <div className={classes['stack']}>
      {parts.map((part, index) => (
        <PartRow
          // A part has no name: its place is what tells it apart.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          part={part}
          fields={fields}
          Field={Field}
          onChange={(next) => put(parts.with(index, next))}
          onRemove={parts.length > 1 ? () => put(parts.toSpliced(index, 1)) : null}
        />
      ))}
      <Button
        size="compact-xs"
        variant="light"
        className={classes['start']}
        disabled={parts.length >= PARTS_MAX}
        leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
        onClick={() => put([...parts, nextPart(parts, fields) ?? firstPart(sample)])}
      >
        {t('editor.condition.addPart')}
      </Button>
    </div>
  );
}

function partWithout({ path, operator, value }: ItemParts[number]): ItemPart {
  return path === undefined ? { operator, value } : { path, operator, value };
}

/** About the first value of the item that no part asks about yet. */
function nextPart(parts: readonly ItemPart[], fields: readonly ItemField[]): ItemPart | null {
  const field = fields.find(({ path }) => !parts.some((part) => part.path === path));
  return field ? partOf(field) : null;
}

type RowProps = {
  readonly part: ItemPart;
  readonly fields: readonly ItemField[];
  readonly Field: ComponentType<FieldProps>;
  readonly onChange: (part: ItemPart) => void;
  readonly onRemove: (() => void) | null;
};

function PartRow({ part, fields, Field, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const words = useFactWords();
  const field = fields.find(({ path }) => path === part.path);
  const comparison: Comparison = { fact: 'event', ...part };
  const type = field?.type ?? readType(comparison, undefined);
  // A stretch of time up to now is read from the run, which an item does not know.
  const operators = operatorsFor(type).filter(
    ({ needs }) => needs !== 'window' && needs !== 'parts',
  );
  const take = ({ operator, value }: Comparison) => {
    if (!isFactRef(value)) onChange({ ...part, operator, value });
  };
  const choose = (name: string) => {
    const path = name === '' ? undefined : `$.${name}`;
    const known = fields.find((each) => each.path === path);
    if (known) onChange(partOf(known));
    else if (path === undefined) onChange({ operator: part.operator, value: part.value });
    else if (Path.safeParse(path).success) onChange({ ...part, path });
  };
  return (
    <div className={classes['part']} role="group" aria-label={t('editor.condition.part')}>
      <Autocomplete
        size="xs"
        aria-label={t('editor.condition.partOf')}
        placeholder={t('editor.condition.itemItself')}
        data={fields.flatMap(({ path }) => path?.slice(2) ?? [])}
        value={part.path?.slice(2) ?? ''}
        onChange={choose}
        comboboxProps={{ shadow: 'none' }}
      />
      <Select
        size="xs"
        aria-label={t('editor.condition.operator')}
        data={operators.map(({ name }) => ({ value: name, label: words.operator(name) }))}
        value={part.operator}
        allowDeselect={false}
        comboboxProps={{ shadow: 'none', width: 'max-content', position: 'bottom-start' }}
        onChange={(name) => {
          const operator = operators.find((entry) => entry.name === name);
          if (operator) take(ask(comparison, operator, type, field?.sample));
        }}
      />
      <Field
        comparison={comparison}
        type={type}
        sample={field?.sample}
        onChange={(value) => take({ ...comparison, value })}
      />
      {onRemove && (
        <Tooltip label={t('editor.condition.remove')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={t('editor.condition.remove')}
            onClick={onRemove}
          >
            <IconTrash size={14} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
