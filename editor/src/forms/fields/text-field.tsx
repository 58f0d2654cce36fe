/** Text in which values of the event can be set: chosen from a list at the cursor, so that nobody types a path. */
import { Textarea } from '@mantine/core';
import { useRef } from 'react';
import type { FactRef } from '@recipro/schema';
import type { FieldProps } from '../property.ts';
import { InsertMenu } from '../insert-menu.tsx';
import classes from '../form.module.css';

export function TextField({ property, node, value, onChange, error }: FieldProps) {
  const long = property.control === 'longtext';
  return (
    <TextWithValues
      label={property.title}
      description={property.description}
      required={property.required}
      error={error}
      node={node}
      minRows={long ? 3 : 1}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
    />
  );
}

type Props = {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly description?: string | undefined;
  readonly required?: boolean;
  readonly error?: string | null;
  readonly node: string;
  readonly minRows: number;
  readonly value: string;
  readonly onChange: (text: string) => void;
};

export function TextWithValues(props: Props) {
  const { label, hideLabel = false, description, required = false, error = null } = props;
  const { node, minRows, value, onChange } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (ref: FactRef) => {
    const place = placeOf(ref);
    if (place === null) return;
    const at = area.current?.selectionEnd ?? value.length;
    onChange(`${value.slice(0, at)}{{${place}}}${value.slice(at)}`);
    area.current?.focus();
  };
  return (
    <div className={classes['withInsert']}>
      <Textarea
        ref={area}
        size="xs"
        label={hideLabel ? undefined : label}
        aria-label={hideLabel ? label : undefined}
        description={description}
        withAsterisk={required}
        error={error}
        autosize
        minRows={minRows}
        maxRows={10}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <InsertMenu node={node} onChoose={insert} canInsert={(ref) => placeOf(ref) !== null} />
    </div>
  );
}

/** `{{event.data.name}}` and `{{result.voucher.code}}` are the places that a text knows. */
function placeOf(ref: FactRef): string | null {
  const names = ref.path?.replace(/^\$\.?/, '');
  if (names === undefined || names === '' || names.includes('[')) return null;
  if (ref.fact === 'event') return `event.${names}`;
  return ref.fact.startsWith('result:') ? `result.${ref.fact.slice(7)}.${names}` : null;
}
