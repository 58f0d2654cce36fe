/** The form of any action, made from its JSON Schema: an action that a developer adds gets its form with no work here. */
import type { ComponentType } from 'react';
import type { ActionNode, ActionView, Json } from '@recipro/schema';
import { useSession } from '../session/use-session.ts';
import { AmountField } from './fields/amount-field.tsx';
import { CurrencyField } from './fields/currency-field.tsx';
import { EventTypeField } from './fields/event-type-field.tsx';
import { LabelField } from './fields/label-field.tsx';
import { PartnerField } from './fields/partner-field.tsx';
import { PayloadField } from './fields/payload-field.tsx';
import {
  ChoiceField,
  NumberField,
  RawField,
  StringField,
  SwitchField,
} from './fields/plain-fields.tsx';
import { TextField } from './fields/text-field.tsx';
import { ValueField } from './fields/value-field.tsx';
import { propertiesOf } from './property.ts';
import type { Control, FieldProps } from './property.ts';

/** Every control by its name. A new one is a file and a line here. */
const CONTROLS: Readonly<Record<Control, ComponentType<FieldProps>>> = {
  amount: AmountField,
  partner: PartnerField,
  currency: CurrencyField,
  text: TextField,
  longtext: TextField,
  value: ValueField,
  payload: PayloadField,
  score: LabelField,
  tag: LabelField,
  purpose: LabelField,
  offer: LabelField,
  eventType: EventTypeField,
  days: NumberField,
  choice: ChoiceField,
  switch: SwitchField,
  number: NumberField,
  string: StringField,
  json: RawField,
};

type Props = {
  readonly node: ActionNode;
  readonly action: ActionView;
  readonly onChange: (params: Record<string, Json>) => void;
};

export function SchemaForm({ node, action, onChange }: Props) {
  const diagnostics = useSession((session) => session.diagnostics);
  const put = (name: string, value: Json | undefined) => {
    const params = { ...node.params };
    if (value === undefined) delete params[name];
    else params[name] = value;
    onChange(params);
  };
  return (
    <>
      {propertiesOf(action).map((property) => {
        const Field = CONTROLS[property.control];
        const value = node.params[property.name];
        const found = diagnostics.find(
          (each) =>
            each.node === node.id &&
            new RegExp(`/params/${property.name}(/|$)`).test(each.pointer ?? ''),
        );
        return (
          <Field
            key={property.name}
            property={property}
            node={node.id}
            value={value}
            params={node.params}
            // What is not filled in yet is marked as needed; only what is wrong is shown as wrong.
            error={value === undefined ? null : (found?.message ?? null)}
            onChange={(next) => put(property.name, next)}
          />
        );
      })}
    </>
  );
}
