/** The plain controls of JSON Schema: a number, a text, a choice, yes or no, and JSON for everything else. */
import { NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { Json } from '@recipro/schema';
import { spaced } from '../../parts/names.ts';
import { JsonField } from '../json-field.tsx';
import type { FieldProps } from '../property.ts';

export function NumberField({ property, value, onChange, error }: FieldProps) {
  return (
    <NumberInput
      size="xs"
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      min={property.minimum ?? -Infinity}
      max={property.maximum ?? Infinity}
      allowDecimal={!property.integer && property.control !== 'days'}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  );
}

export function StringField({ property, value, onChange, error }: FieldProps) {
  return (
    <TextInput
      size="xs"
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

export function ChoiceField({ property, value, onChange, error }: FieldProps) {
  return (
    <Select
      size="xs"
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      data={property.choices.map((choice) => ({ value: choice, label: capital(spaced(choice)) }))}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable={!property.required}
      allowDeselect={false}
      comboboxProps={{ shadow: 'none' }}
    />
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function SwitchField({ property, value, onChange, error }: FieldProps) {
  return (
    <Switch
      size="sm"
      label={property.title}
      description={property.description}
      error={error}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function RawField({ property, value, onChange }: FieldProps) {
  return (
    <JsonField
      label={property.title}
      description={property.description}
      schema={Json}
      value={value}
      onChange={onChange}
    />
  );
}
