/** How much: a fixed amount, or so much for every so much of a value, rounded as chosen, with what that gives for the sample. */
import { Input, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { proportion, Proportion } from '@recipro/schema';
import type { Currency, Json } from '@recipro/schema';
import { refJson } from '../../document/index.ts';
import { useAmounts, useCurrencies } from '../../parts/amounts.ts';
import { useFields } from '../../session/use-fields.ts';
import { useDocument } from '../../session/use-session.ts';
import { FactField } from '../fact-field.tsx';
import classes from '../form.module.css';
import type { FieldProps } from '../property.ts';

const ROUNDINGS = ['whole', 'up', 'down', 'even'] as const;

export function AmountField({ property, node, value, params, onChange, error }: FieldProps) {
  const { t } = useTranslation();
  const fields = useFields(node);
  const share = Proportion.safeParse(value);
  const currency = useCurrencyOf(params);
  const first = fields.list.find((field) => field.type === 'number');
  const setMode = (mode: string) => {
    if (mode === 'fixed') onChange(undefined);
    else if (first) onChange({ of: refJson(first.ref), every: 100, give: 1, count: 'whole' });
  };
  return (
    <fieldset className={classes['payload']}>
      <legend className={classes['legend']}>
        {property.title}
        {property.required && <span className={classes['asterisk']}> *</span>}
      </legend>
      {property.description && <p className={classes['hint']}>{property.description}</p>}
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={property.title}
        value={share.success ? 'share' : 'fixed'}
        onChange={setMode}
        data={[
          { value: 'fixed', label: t('editor.amount.fixed') },
          { value: 'share', label: t('editor.amount.share'), disabled: !first && !share.success },
        ]}
      />
      {share.success ? (
        <Share share={share.data} node={node} currency={currency} onChange={onChange} />
      ) : (
        <Fixed value={value} label={property.title} currency={currency} onChange={onChange} />
      )}
      {error && <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}

/** The currency that the same step names, with its decimals. */
function useCurrencyOf(params: Readonly<Record<string, Json>>): Currency | null {
  const code = params['currency'];
  const known = useCurrencies().find((currency) => currency.code === code);
  const { roles } = useDocument();
  if (known) return known;
  for (const player of roles) {
    const suggested = player.suggestion?.currencies.find((currency) => currency.code === code);
    if (suggested) return { ...suggested, issuer: player.role };
  }
  return null;
}

type FixedProps = {
  readonly value: Json | undefined;
  readonly label: string;
  readonly currency: Currency | null;
  readonly onChange: (value: Json | undefined) => void;
};

function Fixed({ value, label, currency, onChange }: FixedProps) {
  const scale = currency?.scale ?? 0;
  const unit = 10 ** scale;
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      min={0}
      decimalScale={scale}
      fixedDecimalScale={scale > 0}
      value={typeof value === 'number' ? value / unit : ''}
      rightSection={currency ? <span className={classes['unit']}>{currency.code}</span> : null}
      rightSectionWidth={64}
      onChange={(next) => {
        const minor = typeof next === 'number' ? Math.round(next * unit) : undefined;
        if (minor === undefined || Number.isSafeInteger(minor)) onChange(minor);
      }}
    />
  );
}

type ShareProps = {
  readonly share: Proportion;
  readonly node: string;
  readonly currency: Currency | null;
  readonly onChange: (value: Json) => void;
};

function Share({ share, node, currency, onChange }: ShareProps) {
  const { t } = useTranslation();
  const format = useAmounts();
  const fields = useFields(node);
  const put = (part: Partial<Proportion>) => {
    const { of, ...rest } = { ...share, ...part };
    onChange({ ...rest, of: refJson(of) });
  };
  const sample = fields.find(share.of)?.sample;
  const given =
    typeof sample === 'number' && Number.isSafeInteger(sample) && sample >= 0
      ? proportion(sample, share.every, share.give, share.count)
      : null;
  const money = (amount: number) => (currency ? format(amount, currency.code) : String(amount));
  return (
    <div className={classes['share']}>
      <div className={classes['shareLine']}>
        <span>{t('editor.amount.give')}</span>
        <WholeNumber
          label={t('editor.amount.giveLabel')}
          value={share.give}
          min={0}
          onChange={(give) => put({ give })}
        />
        <span>{currency?.code ?? ''}</span>
        <span>{t('editor.amount.forEvery')}</span>
        <WholeNumber
          label={t('editor.amount.everyLabel')}
          value={share.every}
          min={1}
          onChange={(every) => put({ every })}
        />
        <span>{t('editor.amount.of')}</span>
      </div>
      <FactField
        label={t('editor.amount.ofLabel')}
        hideLabel
        node={node}
        types={['number']}
        value={share.of}
        onChange={(of) => put({ of })}
      />
      <Select
        size="xs"
        aria-label={t('editor.amount.rounding')}
        data={ROUNDINGS.map((count) => ({ value: count, label: t(`editor.amount.${count}`) }))}
        value={share.count}
        onChange={(count) => {
          const chosen = ROUNDINGS.find((each) => each === count);
          if (chosen) put({ count: chosen });
        }}
        allowDeselect={false}
        comboboxProps={{ shadow: 'none' }}
      />
      {given !== null && typeof sample === 'number' && (
        <p className={classes['hint']}>
          {t('editor.amount.example', { value: sample, given: money(given) })}
        </p>
      )}
    </div>
  );
}

type WholeProps = {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly onChange: (value: number) => void;
};

const SHARE_MAX = 1_000_000_000;

function WholeNumber({ label, value, min, onChange }: WholeProps) {
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      hideControls
      min={min}
      max={SHARE_MAX}
      allowDecimal={false}
      value={value}
      onChange={(next) => {
        if (typeof next === 'number' && next >= min) onChange(next);
      }}
    />
  );
}
