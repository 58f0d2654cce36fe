/** The type of an event or message: dotted words, with those already seen to choose from. */
import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { EventType } from '@recipro/schema';
import { read } from '../../api.ts';
import { useDocument } from '../../session/use-session.ts';
import type { FieldProps } from '../property.ts';

type InputProps = {
  readonly label: string;
  readonly description?: string | undefined;
  readonly required: boolean;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (type: string) => void;
};

export function EventTypeInput(props: InputProps) {
  const { label, description, required, value, error, onChange } = props;
  const { data: seen } = useQuery(read.eventTypes());
  const document = useDocument();
  const drawn = document.nodes.flatMap((node) => (node.kind === 'trigger' ? [node.event] : []));
  const types = [...new Set([...(seen ?? []).map((each) => each.type), ...drawn])].toSorted();
  // What the schema refuses stays in the field until it is mended; the document keeps what was there.
  const [typed, setTyped] = useState<{ text: string; reason: string } | null>(null);
  return (
    <Autocomplete
      size="xs"
      label={label}
      description={description}
      withAsterisk={required}
      error={typed?.reason ?? error}
      data={types}
      value={typed?.text ?? value}
      onBlur={() => setTyped(null)}
      onChange={(text) => {
        const parsed = EventType.safeParse(text);
        setTyped(parsed.success ? null : { text, reason: parsed.error.issues[0]?.message ?? '' });
        if (parsed.success) onChange(text);
      }}
      comboboxProps={{ shadow: 'none' }}
    />
  );
}

export function EventTypeField({ property, value, onChange, error }: FieldProps) {
  return (
    <EventTypeInput
      label={property.title}
      description={property.description}
      required={property.required}
      value={typeof value === 'string' ? value : ''}
      error={error}
      onChange={onChange}
    />
  );
}
