/** A decision table: what it asks about, what its rows give, how rows go together, and the rows themselves. */
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HIT_POLICIES } from '@recipro/schema';
import type { TableNode } from '@recipro/schema';
import {
  addInput,
  addOutput,
  addRow,
  removeInput,
  removeOutput,
  renameOutput,
  setInput,
} from '../document/index.ts';
import { useFactWords } from '../parts/fact-words.ts';
import { refKey, useFields } from '../session/use-fields.ts';
import { useSessionStore } from '../session/use-session.ts';
import { FactField } from './fact-field.tsx';
import classes from './form.module.css';
import { TableRow } from './table-row.tsx';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,39}$/;
const COLUMNS_MAX = 8;
const ROWS_MAX = 200;

export function TableForm({ node }: { node: TableNode }) {
  const { t } = useTranslation();
  const store = useSessionStore();
  const words = useFactWords();
  const fields = useFields(node.id);
  const put = (table: TableNode) => store.edit({ type: 'setStep', node: table });
  const asked = new Set(node.inputs.map(refKey));
  const next = fields.list.find((each) => !asked.has(refKey(each.ref)));
  return (
    <div className={classes['group']}>
      <p className={classes['legend']}>{t('editor.table.asks')}</p>
      {node.inputs.map((input, column) => (
        // A column's place is what tells it apart; two may ask about the same.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={column} className={classes['pair']}>
          <FactField
            label={t('editor.table.column', { column: column + 1 })}
            hideLabel
            node={node.id}
            value={input}
            onChange={(ref) => put(setInput(node, column, ref))}
          />
          <Remove
            label={t('editor.table.removeColumn', { what: words.fact(input) })}
            onClick={() => put(removeInput(node, column))}
          />
        </div>
      ))}
      <Add
        label={t('editor.table.addColumn')}
        disabled={!next || node.inputs.length >= COLUMNS_MAX}
        onClick={() => next && put(addInput(node, next.ref))}
      />
      <p className={classes['legend']}>{t('editor.table.gives')}</p>
      {node.outputs.map((name, column) => (
        // A name changes while it is typed; its place is what stays.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={column} className={classes['pair']}>
          <TextInput
            size="xs"
            aria-label={t('editor.table.name', { column: column + 1 })}
            maxLength={40}
            value={name}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              if (NAME.test(typed)) put(renameOutput(node, column, typed));
            }}
          />
          <Remove
            label={t('editor.table.removeColumn', { what: name })}
            onClick={() => put(removeOutput(node, column))}
          />
        </div>
      ))}
      <Add
        label={t('editor.table.addName')}
        disabled={node.outputs.length >= COLUMNS_MAX}
        onClick={() => put(addOutput(node))}
      />
      <Select
        size="xs"
        label={t('editor.table.hit')}
        description={t(`editor.table.hitHint.${node.hit}`)}
        data={HIT_POLICIES.map((hit) => ({ value: hit, label: t(`editor.table.hits.${hit}`) }))}
        value={node.hit}
        allowDeselect={false}
        comboboxProps={{ shadow: 'none' }}
        onChange={(text) => {
          const hit = HIT_POLICIES.find((each) => each === text);
          if (hit) put({ ...node, hit });
        }}
      />
      {node.rows.map((row, index) => (
        // Rows have no names, and two may be equal.
        // oxlint-disable-next-line react/no-array-index-key
        <TableRow key={index} table={node} row={row} index={index} onChange={put} />
      ))}
      <Add
        label={t('editor.table.addRow')}
        disabled={node.rows.length >= ROWS_MAX}
        onClick={() => put(addRow(node))}
      />
    </div>
  );
}

function Add({
  label,
  disabled,
  onClick,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <Button
      size="compact-xs"
      variant="light"
      className={classes['start']}
      disabled={disabled}
      leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <IconTrash size={14} stroke={1.7} aria-hidden />
    </ActionIcon>
  );
}
