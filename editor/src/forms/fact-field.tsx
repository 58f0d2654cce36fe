/** A value to read, with what else it must know: which score, over how many days, in which time zone. */
import { Autocomplete, NumberInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FactRef } from '@recipro/schema';
import type { ValueType } from '@recipro/rules';
import { usePartnerName } from '../parts/names.ts';
import { roleName } from '../session/phrases.ts';
import { usePointCodes } from '../session/use-fields.ts';
import { useDocument } from '../session/use-session.ts';
import { FieldPicker } from './field-picker.tsx';
import classes from './form.module.css';

type Props = {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly node: string | null;
  readonly value: FactRef | null;
  readonly onChange: (ref: FactRef) => void;
  readonly types?: readonly ValueType[];
  readonly description?: string | undefined;
  readonly error?: string | null | undefined;
};

export function FactField(props: Props) {
  return (
    <div className={classes['group']}>
      <FieldPicker {...props} />
      {props.value && <Details value={props.value} onChange={props.onChange} />}
    </div>
  );
}

type DetailsProps = { readonly value: FactRef; readonly onChange: (ref: FactRef) => void };

function Details({ value, onChange }: DetailsProps) {
  const { t } = useTranslation();
  const document = useDocument();
  const partner = usePartnerName();
  const codes = usePointCodes();
  const params = value.params ?? {};
  const put = (name: string, next: string | number) => {
    if (next !== '') onChange({ ...value, params: { ...params, [name]: next } });
  };
  const text = (name: string) => String(params[name] ?? '');
  switch (value.fact) {
    case 'score':
      return (
        <TextInput
          size="xs"
          label={t('editor.field.scoreName')}
          value={text('name')}
          onChange={(event) => put('name', event.currentTarget.value)}
        />
      );
    case 'balance':
      return codes.length > 1 || !codes.includes(text('currency')) ? (
        <Autocomplete
          size="xs"
          label={t('editor.field.currency')}
          data={[...codes]}
          value={text('currency')}
          onChange={(next) => put('currency', next.toUpperCase())}
        />
      ) : null;
    case 'history':
      return (
        <NumberInput
          size="xs"
          label={t('editor.field.days')}
          min={1}
          max={3650}
          value={Number(params['days'] ?? 1)}
          onChange={(next) => typeof next === 'number' && put('days', next)}
        />
      );
    case 'consent':
      return (
        <div className={classes['two']}>
          <TextInput
            size="xs"
            label={t('editor.field.purpose')}
            value={text('purpose')}
            onChange={(event) => put('purpose', event.currentTarget.value)}
          />
          <Select
            size="xs"
            label={t('editor.field.forWhom')}
            data={document.roles.map(({ role }) => ({
              value: role,
              label: roleName(document.roles, role, partner),
            }))}
            value={text('partner')}
            onChange={(next) => put('partner', next ?? '')}
            allowDeselect={false}
          />
        </div>
      );
    case 'now':
      return (
        <Autocomplete
          size="xs"
          label={t('editor.field.zone')}
          data={ZONES}
          limit={8}
          value={text('zone')}
          onChange={(next) => put('zone', next)}
        />
      );
    default:
      return null;
  }
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];
