/** Any value that the run can read. */
import { FactRef } from '@recipro/schema';
import { refJson } from '../../document/index.ts';
import { FactField } from '../fact-field.tsx';
import type { FieldProps } from '../property.ts';

export function ValueField({ property, node, value, onChange, error }: FieldProps) {
  const ref = FactRef.safeParse(value);
  return (
    <FactField
      label={property.title}
      description={property.description}
      node={node}
      value={ref.success ? ref.data : null}
      onChange={(next) => onChange(refJson(next))}
      error={error}
    />
  );
}
