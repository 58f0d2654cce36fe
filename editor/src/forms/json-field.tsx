/** A value as JSON text. What is typed is kept in the field; only what the schema accepts goes further. */
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { canonicalJson } from '@recipro/schema';
import classes from './form.module.css';

/** The part of a zod schema that the field needs. */
type Parser<Value> = {
  safeParse(value: unknown):
    | { success: true; data: Value }
    | {
        success: false;
        error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
      };
};

type Props<Value> = {
  readonly label: string;
  readonly description?: string | undefined;
  readonly schema: Parser<Value>;
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
};

export function JsonField<Value>({ label, description, schema, value, onChange }: Props<Value>) {
  const [typed, setTyped] = useState<{ text: string; value: Value | undefined } | null>(null);
  // Another value than the one that was typed, such as after an undo, takes the field's place.
  const current = typed && canonicalJson(typed.value) === canonicalJson(value) ? typed : null;
  const text = current?.text ?? (value === undefined ? '' : JSON.stringify(value, null, 2));
  const [error, setError] = useState<string | null>(null);
  const type = (next: string) => {
    const read = parse(schema, next);
    setTyped({ text: next, value: read.error === null ? read.value : value });
    setError(read.error);
    if (read.error === null) onChange(read.value);
  };
  return (
    <Textarea
      size="xs"
      label={label}
      description={description}
      classNames={{ input: classes['code'] ?? '' }}
      autosize
      minRows={3}
      maxRows={14}
      spellCheck={false}
      value={text}
      error={current ? error : null}
      onChange={(event) => type(event.currentTarget.value)}
      data-own-undo
    />
  );
}

type Read<Value> =
  | { readonly error: null; readonly value: Value }
  | { readonly error: string; readonly value: null };

function parse<Value>(schema: Parser<Value>, text: string): Read<Value> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), value: null };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { error: null, value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.') ?? '';
  return { error: `${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`, value: null };
}
