/** A score, tag, purpose or offer: free words, with those that this workflow already uses to choose from. */
import { Autocomplete } from '@mantine/core';
import { useMemo } from 'react';
import type { Workflow } from '@recipro/schema';
import { refsIn } from '../../document/index.ts';
import { useDocument, useSession } from '../../session/use-session.ts';
import type { Catalogue } from '../../session/session.ts';
import { propertiesOf } from '../property.ts';
import type { Control, FieldProps } from '../property.ts';

export function LabelField({ property, value, onChange, error }: FieldProps) {
  const document = useDocument();
  const catalogue = useSession((session) => session.catalogue);
  const used = useMemo(
    () => labelsIn(document, catalogue, property.control),
    [document, catalogue, property.control],
  );
  return (
    <Autocomplete
      size="xs"
      label={property.title}
      description={property.description}
      withAsterisk={property.required}
      error={error}
      maxLength={80}
      data={[...used]}
      value={typeof value === 'string' ? value : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      comboboxProps={{ shadow: 'none' }}
    />
  );
}

/** The words that steps of this document already use for the same kind of thing. */
function labelsIn(document: Workflow, catalogue: Catalogue, control: Control): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (value: unknown) => {
    if (typeof value === 'string' && value !== '') found.add(value);
  };
  for (const node of document.nodes) {
    if (node.kind !== 'action') continue;
    const action = catalogue.get(node.action);
    for (const property of action ? propertiesOf(action) : [])
      if (property.control === control) add(node.params[property.name]);
  }
  for (const ref of refsIn(document.nodes)) {
    if (control === 'score' && ref.fact === 'score') add(ref.params?.['name']);
    if (control === 'purpose' && ref.fact === 'consent') add(ref.params?.['purpose']);
  }
  return found;
}
