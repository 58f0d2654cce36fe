/** The customer before the first event: only what this workflow asks about, so there is nothing to look for. */
import { Checkbox, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Case, Given } from '@recipro/schema';
import { useCurrencies } from '../parts/amounts.ts';
import { usePartnerName } from '../parts/names.ts';
import { roleName } from '../session/phrases.ts';
import { useDocument } from '../session/use-session.ts';
import { asked } from './asked.ts';
import classes from './form.module.css';

type Props = { readonly sample: Case; readonly onChange: (sample: Case) => void };

export function CustomerForm({ sample, onChange }: Props) {
  const { t } = useTranslation();
  const document = useDocument();
  const currencies = useCurrencies();
  const partner = usePartnerName();
  const given = sample.given ?? {};
  const about = asked(document, sample);
  const keep = (next: Given) => onChange({ ...sample, given: next });
  const put = (next: Given) => keep({ ...given, ...next });
  const field = { size: 'xs' as const, className: classes['leaf'] ?? '', hideControls: true };
  return (
    <div className={classes['form']}>
      {about.currencies.map((code) => {
        const scale = currencies.find((each) => each.code === code)?.scale ?? 0;
        const unit = 10 ** scale;
        return (
          <NumberInput
            {...field}
            key={code}
            label={t('editor.bench.balance', { currency: code })}
            decimalScale={scale}
            value={(given.balances?.[code] ?? 0) / unit}
            onChange={(value) => {
              const amount = Math.round(Number(value) * unit);
              if (Number.isSafeInteger(amount))
                put({ balances: { ...given.balances, [code]: amount } });
            }}
          />
        );
      })}
      {about.scores.map((name) => (
        <NumberInput
          {...field}
          key={name}
          label={t('editor.bench.score', { name })}
          value={given.scores?.[name] ?? 0}
          onChange={(value) => put({ scores: { ...given.scores, [name]: Number(value) || 0 } })}
        />
      ))}
      {about.consents.map(({ purpose, partner: role }) => {
        const list = given.consents ?? [];
        const same = (each: { purpose: string; partner: string }) =>
          each.purpose === purpose && each.partner === role;
        return (
          <Checkbox
            key={`${purpose} ${role}`}
            size="xs"
            label={t('editor.bench.consent', {
              purpose,
              partner: roleName(document.roles, role, partner),
            })}
            checked={list.some(same)}
            onChange={(event) =>
              put({
                consents: event.currentTarget.checked
                  ? [...list, { purpose, partner: role }]
                  : list.filter((each) => !same(each)),
              })
            }
          />
        );
      })}
      {document.nodes.some(({ kind }) => kind === 'split') && (
        <TextInput
          size="xs"
          label={t('editor.bench.who')}
          description={t('editor.bench.whoHint')}
          placeholder="sample"
          value={given.customer ?? ''}
          onChange={(event) => keep(named(given, event.currentTarget.value))}
        />
      )}
      <TagsInput
        size="xs"
        label={t('editor.bench.tags')}
        value={[...(given.tags ?? [])]}
        onChange={(tags) => put({ tags })}
      />
    </div>
  );
}

/** Only what an id may hold; without a name it is the customer that samples always had. */
function named(given: Given, text: string): Given {
  const { customer: _customer, ...rest } = given;
  const customer = text.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 64);
  return customer === '' ? rest : { ...rest, customer };
}
