/** One row of a decision table: for each column what must be so, or "whatever it is", and for each name what it gives. */
import { ActionIcon, Select, TextInput } from '@mantine/core';
import { IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isFactRef } from '@recipro/schema';
import type { FactRef, TableCell, TableNode } from '@recipro/schema';
import { NeededField } from '../conditions/needed-field.tsx';
import {
  cellOperators,
  isCellValue,
  newCell,
  raiseRow,
  readType,
  removeRow,
  setCell,
  setGiven,
} from '../document/index.ts';
import { useFactWords } from '../parts/fact-words.ts';
import { useFields } from '../session/use-fields.ts';
import classes from './form.module.css';

type Props = {
  readonly table: TableNode;
  readonly row: TableNode['rows'][number];
  readonly index: number;
  readonly onChange: (table: TableNode) => void;
};

export function TableRow({ table, row, index, onChange }: Props) {
  const { t } = useTranslation();
  const title = t('editor.table.row', { row: index + 1 });
  return (
    <fieldset className={classes['tableRow']} aria-label={title}>
      <div className={classes['tableHead']}>
        <span className={classes['legend']}>{title}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          disabled={index === 0}
          aria-label={t('editor.table.raise', { row: index + 1 })}
          onClick={() => onChange(raiseRow(table, index))}
        >
          <IconArrowUp size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('editor.table.removeRow', { row: index + 1 })}
          onClick={() => onChange(removeRow(table, index))}
        >
          <IconTrash size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
      </div>
      {table.inputs.map((input, column) => (
        <Cell
          // A column's place is what tells it apart.
          // oxlint-disable-next-line react/no-array-index-key
          key={column}
          node={table.id}
          input={input}
          cell={row.when[column] ?? null}
          onChange={(cell) => onChange(setCell(table, index, column, cell))}
        />
      ))}
      {table.outputs.map((name, column) => (
        <TextInput
          key={name}
          size="xs"
          label={t('editor.table.give', { name })}
          value={String(row.give[column] ?? '')}
          onChange={(event) =>
            onChange(setGiven(table, index, column, typed(event.currentTarget.value)))
          }
        />
      ))}
    </fieldset>
  );
}

/** What looks like a number is one. */
function typed(text: string): string | number {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) && String(number) === text ? number : text;
}

type CellProps = {
  readonly node: string;
  readonly input: FactRef;
  readonly cell: TableCell | null;
  readonly onChange: (cell: TableCell | null) => void;
};

const ANY = 'any';

function Cell({ node, input, cell, onChange }: CellProps) {
  const { t } = useTranslation();
  const words = useFactWords();
  const fields = useFields(node);
  const field = fields.find(input);
  const comparison = { ...input, ...(cell ?? { operator: 'equal', value: '' }) };
  const type = readType(comparison, field);
  return (
    <div className={classes['cell']}>
      <Select
        size="xs"
        label={words.fact(input)}
        data={[
          { value: ANY, label: t('editor.table.any') },
          ...cellOperators(type).map(({ name }) => ({ value: name, label: words.operator(name) })),
        ]}
        value={cell?.operator ?? ANY}
        allowDeselect={false}
        comboboxProps={{ shadow: 'none', width: 'max-content', position: 'bottom-start' }}
        onChange={(operator) =>
          onChange(operator === null || operator === ANY ? null : newCell(type, operator))
        }
      />
      {cell && (
        <NeededField
          comparison={comparison}
          type={type}
          sample={field?.sample}
          onChange={(value) => {
            if (!isFactRef(value) && isCellValue(value)) onChange({ ...cell, value });
          }}
        />
      )}
    </div>
  );
}
