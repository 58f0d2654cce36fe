/** What a comparison needs, in the control that suits its operator. */
import { isFactRef } from '@recipro/schema';
import type { Comparison, Json } from '@recipro/schema';
import type { ValueType } from '@recipro/rules';
import { needsOf } from '../document/index.ts';
import { CircleField } from './circle-field.tsx';
import { MomentField } from './moment-field.tsx';
import { PartsField } from './parts-field.tsx';
import { RangeField } from './range-field.tsx';
import { ValueField } from './value-field.tsx';
import { WindowField } from './window-field.tsx';

type Props = {
  readonly comparison: Comparison;
  readonly type: ValueType;
  readonly sample: Json | undefined;
  readonly onChange: (value: Comparison['value']) => void;
};

export function NeededField({ comparison, type, sample, onChange }: Props) {
  const { value } = comparison;
  const given = { value, sample, onChange };
  switch (needsOf(comparison.operator)) {
    case 'nothing':
      return null;
    case 'range':
      return <RangeField comparison={comparison} type={type} onChange={onChange} />;
    case 'moment':
      return <MomentField value={value} onChange={onChange} />;
    case 'window':
      return isFactRef(value) ? <WindowField value={value} onChange={onChange} /> : null;
    case 'circle':
      return <CircleField value={value} onChange={onChange} />;
    case 'parts':
      return <PartsField {...given} Field={NeededField} />;
    case 'text':
    case 'pattern':
      return <ValueField comparison={comparison} type="text" sample={sample} onChange={onChange} />;
    default:
      // A day or a time that is compared as it is written is a text.
      return (
        <ValueField
          comparison={comparison}
          type={type === 'moment' ? 'text' : type}
          sample={sample}
          onChange={onChange}
        />
      );
  }
}
