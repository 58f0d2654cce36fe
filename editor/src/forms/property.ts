/** One parameter of an action as its JSON Schema describes it, and which control shows it. */
import { INPUTS } from '@recipro/schema';
import type { ActionView, Input, Json } from '@recipro/schema';

export type Control = Input | 'choice' | 'switch' | 'number' | 'string' | 'json';

export type Property = {
  readonly name: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly required: boolean;
  readonly control: Control;
  readonly choices: readonly string[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly integer: boolean;
  readonly maxLength: number | undefined;
};

/** What every control is given. An undefined value is a parameter that is not set. */
export type FieldProps = {
  readonly property: Property;
  readonly node: string;
  readonly value: Json | undefined;
  readonly params: Readonly<Record<string, Json>>;
  readonly onChange: (value: Json | undefined) => void;
  readonly error: string | null;
};

export function propertiesOf(action: ActionView): readonly Property[] {
  const { properties, required } = action.schema;
  if (!isRecord(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) =>
    property(name, isRecord(schema) ? schema : {}, needed.includes(name)),
  );
}

function property(name: string, schema: Record<string, unknown>, required: boolean): Property {
  const text = (key: string) => (typeof schema[key] === 'string' ? schema[key] : undefined);
  const number = (key: string) => (typeof schema[key] === 'number' ? schema[key] : undefined);
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : [];
  return {
    name,
    title: text('title') ?? words(name),
    description: text('description'),
    required,
    control: controlOf(schema),
    choices: choices.filter((each) => typeof each === 'string'),
    minimum: number('minimum'),
    maximum: number('maximum'),
    integer: schema['type'] === 'integer',
    maxLength: number('maxLength'),
  };
}

/** A control that is named wins; a plain schema gets its plain one; anything else stays editable as JSON. */
function controlOf(schema: Record<string, unknown>): Control {
  const named = INPUTS.find((input) => input === schema['input']);
  if (named) return named;
  const choices = schema['enum'];
  if (Array.isArray(choices))
    return choices.every((each) => typeof each === 'string') ? 'choice' : 'json';
  switch (schema['type']) {
    case 'boolean':
      return 'switch';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    default:
      return 'json';
  }
}

function words(name: string): string {
  const text = name.replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) =>
    [before, after.toLowerCase()].join(' '),
  );
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
