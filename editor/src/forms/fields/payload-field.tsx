/** What a message carries, as a table of names and values: a text with values in it, or a value of the run as it is. */
import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconAbc, IconPlus, IconTrash, IconVariable } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isFactRef } from '@recipro/schema';
import type { Json } from '@recipro/schema';
import { refJson } from '../../document/index.ts';
import { useFields } from '../../session/use-fields.ts';
import { FactField } from '../fact-field.tsx';
import classes from '../form.module.css';
import type { FieldProps } from '../property.ts';
import { TextWithValues } from './text-field.tsx';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;

export function PayloadField({ property, node, value, onChange, error }: FieldProps) {
  const { t } = useTranslation();
  const payload: Readonly<Record<string, Json>> = isPayload(value) ? value : {};
  const entries = Object.entries(payload);
  const put = (index: number, name: string, item: Json) =>
    onChange(Object.fromEntries(entries.with(index, [name, item])));
  const fresh = () => {
    let name = 'text';
    for (let count = 2; name in payload; count += 1) name = `value${count}`;
    onChange({ ...payload, [name]: '' });
  };
  return (
    <fieldset className={classes['payload']}>
      <legend className={classes['legend']}>{property.title}</legend>
      {property.description && <p className={classes['hint']}>{property.description}</p>}
      {entries.map(([name, item], index) => (
        <PayloadRow
          // Names change while they are typed; the place of a row is what stays.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          node={node}
          name={name}
          item={item}
          taken={(other) => other !== name && other in payload}
          onChange={(nextName, nextItem) => put(index, nextName, nextItem)}
          onRemove={() => onChange(Object.fromEntries(entries.toSpliced(index, 1)))}
        />
      ))}
      {error && <p className={classes['error']}>{error}</p>}
      <Button
        size="compact-xs"
        variant="light"
        className={classes['start']}
        leftSection={<IconPlus size={13} stroke={2} aria-hidden />}
        onClick={fresh}
      >
        {t('editor.form.addValue')}
      </Button>
    </fieldset>
  );
}

function isPayload(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type RowProps = {
  readonly node: string;
  readonly name: string;
  readonly item: Json;
  readonly taken: (name: string) => boolean;
  readonly onChange: (name: string, item: Json) => void;
  readonly onRemove: () => void;
};

function PayloadRow({ node, name, item, taken, onChange, onRemove }: RowProps) {
  const { t } = useTranslation();
  const fields = useFields(node);
  const [typed, setTyped] = useState<string | null>(null);
  const isRef = isFactRef(item);
  const [first] = fields.list;
  const swapWords = isRef ? t('editor.form.asText') : t('editor.form.asValue');
  const Swap = isRef ? IconAbc : IconVariable;
  return (
    <div className={classes['payloadRow']}>
      <TextInput
        size="xs"
        aria-label={t('editor.form.valueName')}
        value={typed ?? name}
        error={typed === null ? null : t('editor.form.valueNameWrong')}
        onBlur={() => setTyped(null)}
        onChange={(event) => {
          const next = event.currentTarget.value;
          const good = NAME.test(next) && !taken(next);
          setTyped(good ? null : next);
          if (good) onChange(next, item);
        }}
      />
      <div className={classes['payloadValue']}>
        {isRef ? (
          <FactField
            label={t('editor.form.valueOf', { name })}
            hideLabel
            node={node}
            value={item}
            onChange={(ref) => onChange(name, refJson(ref))}
          />
        ) : (
          <TextWithValues
            label={t('editor.form.valueOf', { name })}
            hideLabel
            node={node}
            minRows={1}
            value={typeof item === 'string' ? item : JSON.stringify(item)}
            onChange={(text) => onChange(name, typedLike(item, text))}
          />
        )}
      </div>
      <div className={classes['payloadTools']}>
        <Tooltip label={swapWords}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={swapWords}
            onClick={() => onChange(name, isRef || !first ? '' : refJson(first.ref))}
          >
            <Swap size={15} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={t('editor.form.removeValue', { name })}
          onClick={onRemove}
        >
          <IconTrash size={14} stroke={1.7} aria-hidden />
        </ActionIcon>
      </div>
    </div>
  );
}

/** A number stays a number, and yes or no stays so, for as long as that is what is typed. */
function typedLike(before: Json, text: string): Json {
  if (typeof before === 'number' && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
